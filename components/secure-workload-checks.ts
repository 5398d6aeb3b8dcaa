import { ArgumentError, wholeNumber } from "./argument-error";
import { Connection } from "./connection";
import { identityOf, type SecureWorkloadArgs } from "./secure-workload-args";
import { groupOf, type WorkloadIdentity } from "./types";
import { assertDataArrives, dataNames, workloadData } from "./workload-data";

/** @throws ArgumentError for arguments that contradict each other */
export function assertConsistent(args: SecureWorkloadArgs): void {
  assertDataArrives(workloadData(args.config, args.secrets), args);
  assertClaimsDeclared(args);
  assertAccountNamed(args);
  assertPoliciesSelect(identityOf(args), args.network);
  assertDataShared(args);
  wholeNumber("rolloutMinutes", args.rolloutMinutes ?? 10, 1);
}

/** @throws ArgumentError when claims and the volumes that use them do not match. */
function assertClaimsDeclared({ claims = [], volumes = {} }: SecureWorkloadArgs): void {
  const declared = claims.map(({ name }) => name);
  const used = Object.values(volumes).flatMap((volume) => ("claim" in volume ? [volume.claim] : []));
  const odd = [...declared, ...used].find((name) => !declared.includes(name) || !used.includes(name));
  if (odd !== undefined) {
    const remedy = "declare each claim in claims and use it in volumes";
    throw new ArgumentError(`claims.${odd}`, "a claim on one side only", "claims that are declared and used", remedy);
  }
}

/**
 * @throws ArgumentError when the identity that flows know is not the account that the pods run under, and when another
 * workload's account shall get permissions.
 */
function assertAccountNamed({ name, serviceAccount, account, permissions, roleArn }: SecureWorkloadArgs): void {
  if (account !== undefined && (permissions !== undefined || roleArn !== undefined)) {
    const given = `${permissions === undefined ? "roleArn" : "permissions"} for the account of another workload`;
    const remedy = `say it where ${account.name} is made`;
    throw new ArgumentError("account", given, "permissions of an own account", remedy);
  }
  const used = account?.name ?? name;
  if (serviceAccount !== undefined && serviceAccount !== used) {
    const remedy = "give the workload that account, or leave serviceAccount out";
    throw new ArgumentError("serviceAccount", `"${serviceAccount}"`, `"${used}", under which the pods run`, remedy);
  }
}

/** @throws ArgumentError when another workload's policies do not select the pods of this one. */
function assertPoliciesSelect(own: WorkloadIdentity, network: SecureWorkloadArgs["network"]): void {
  if (!(network instanceof Connection)) return;
  const { workload } = network;
  const selects = Object.entries(groupOf(workload)).every(([key, value]) => own.selector[key] === value);
  if (workload.namespace !== own.namespace || !selects) {
    const given = `the policies of ${workload.name}, which select ${JSON.stringify(groupOf(workload))}`;
    const remedy = "give both workloads one group, or this one its own policies";
    throw new ArgumentError("network", given, `policies that select ${JSON.stringify(own.selector)}`, remedy);
  }
}

/** @throws ArgumentError when the workload whose data is shared has not all that this one reads. */
function assertDataShared({ dataOf, ...args }: SecureWorkloadArgs): void {
  const missing = dataOf && dataNames(args.config, args.secrets).find((name) => !dataOf.data.names.includes(name));
  if (missing !== undefined) {
    const remedy = "give both workloads the same config and secrets, or this one its own (C-29)";
    throw new ArgumentError("dataOf", `data without "${missing}"`, "all that this workload reads", remedy);
  }
}
