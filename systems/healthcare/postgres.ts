import * as pulumi from "@pulumi/pulumi";

import type { BackupHook } from "../../components/backup-schedule";
import type { NetworkSettings } from "../../components/connection";
import { postgresIdentity, postgresPort, type PostgresClusterArgs } from "../../components/postgres-cluster";
import type { PostgresDatabaseArgs } from "../../components/postgres-database";
import type { SecretSource, SecretSourceArgs } from "../../components/secret-source";
import type { WorkloadIdentity } from "../../components/types";
import type { StackPeers } from "../peers";
import type { HealthcareValues } from "./resolve";
import { database as postgres, databaseDrain, databaseProbes, databaseSelector, names, system } from "./values";

/** What the flows need to know of the database, whoever runs it. */
export function databaseIdentity(values: HealthcareValues): WorkloadIdentity {
  const identity = { name: names.database, namespace: values.namespace, partOf: system };
  return values.database.cluster === undefined
    ? { ...identity, selector: databaseSelector }
    : postgresIdentity(identity);
}

/**
 * The Secret with the database's passwords (G-12); CloudNativePG wants the owner's name beside it, and changes the
 * password in the database when it changes here (CloudNativePG, Labels and annotations).
 */
export function passwordsArgs({ secrets, database }: HealthcareValues, workload: WorkloadIdentity): SecretSourceArgs {
  const { databasePassword, rolePassword, external } = secrets;
  const identity = { identity: workload, name: names.databaseSecrets, ...external };
  const password = { [postgres.passwordKey]: databasePassword };
  if (database.cluster !== undefined) {
    const keys = { username: { value: clusterOwner(database) }, ...password };
    return { ...identity, labels: { "cnpg.io/reload": "true" }, keys };
  }
  const keys = rolePassword === undefined ? password : { ...password, [postgres.roleKey]: rolePassword };
  return { ...identity, labels: databaseSelector, keys };
}

/** The one TimescaleDB pod of SPEC 1.2.9. */
export function postgresArgs(
  values: HealthcareValues,
  workload: WorkloadIdentity,
  passwords: SecretSource,
  network: NetworkSettings,
): PostgresDatabaseArgs {
  const { environment, imagePullSecrets } = values;
  const { image, clients, maxConnections, resources, size, storageClassName, applicationRole: role } = values.database;
  return {
    ...workload,
    environment,
    image,
    database: postgres.name,
    user: postgres.user,
    passwords,
    passwordKey: postgres.passwordKey,
    applicationRole: role === undefined ? undefined : { name: role, passwordKey: postgres.roleKey },
    serviceName: names.databaseService,
    maxConnections,
    clients,
    storage: { name: postgres.claim, size, storageClassName },
    resources,
    probes: databaseProbes,
    drain: databaseDrain,
    scheduling: scheduling(values),
    imagePullSecrets,
    network,
  };
}

/** A cluster in its place, which CloudNativePG runs (C-10). */
export function clusterArgs(
  values: HealthcareValues,
  { instances }: NonNullable<HealthcareValues["database"]["cluster"]>,
  workload: WorkloadIdentity,
  peers: StackPeers,
  flows: NetworkSettings["flows"],
): PostgresClusterArgs {
  const { environment, imagePullSecrets, monitoring } = values;
  const { image, maxConnections, resources, size, storageClassName } = values.database;
  const { name, namespace, partOf } = workload;
  return {
    name,
    namespace,
    partOf,
    environment,
    instances,
    image,
    database: postgres.name,
    owner: clusterOwner(values.database),
    credentials: { secret: names.databaseSecrets },
    storage: { size, ...(storageClassName === undefined ? {} : { storageClassName }) },
    resources,
    parameters: { max_connections: String(maxConnections) },
    scheduling: scheduling(values),
    // A sidecar would cut the operator's own mTLS (CloudNativePG, Service mesh).
    podLabels: { "sidecar.istio.io/inject": "false" },
    imagePullSecrets,
    monitoring: monitoring === undefined ? undefined : { instanceLabels: monitoring.labels },
    network: { ...peers.network, ...peers.postgres, flows, policy: names.databaseNetworkPolicy },
  };
}

/** G-52: a checkpoint before the disks are snapshot shortens the recovery of a restored database. */
export function backupHook({ cluster }: HealthcareValues["database"], { selector }: WorkloadIdentity): BackupHook {
  const login = cluster === undefined ? ["-U", postgres.user] : [];
  return {
    name: "checkpoint",
    pods: selector,
    container: names.database,
    command: ["psql", ...login, "-d", postgres.name, "-c", "CHECKPOINT"],
    timeout: "5m",
  };
}

/** DATABASE_URL of a cluster's owner (C-13). */
export function clusterUrl(values: HealthcareValues, passwords: SecretSource, host: string): pulumi.Output<string> {
  const password = passwords.value(postgres.passwordKey).apply(encodeURIComponent);
  const owner = clusterOwner(values.database);
  return pulumi.interpolate`postgresql://${owner}:${password}@${host}:${postgresPort.number}/${postgres.name}`;
}

function clusterOwner({ applicationRole }: HealthcareValues["database"]): string {
  return applicationRole ?? postgres.owner;
}

function scheduling({ priorityClassName }: HealthcareValues): PostgresDatabaseArgs["scheduling"] {
  return priorityClassName === undefined ? undefined : { priorityClassName };
}
