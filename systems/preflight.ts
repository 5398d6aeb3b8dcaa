import * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../components/base";
import { customResourceApis, type CustomKind } from "../components/custom-resources";
import { UserError } from "../config/primitives/user-error";
import { capabilityOf } from "./capabilities";

/** Arguments of Preflight. */
export interface PreflightArgs {
  /** Name of the stack, for messages. */
  readonly stack: string;
  /** UID that kube-system must have. Default: any, the cluster only has to answer. */
  readonly clusterUid?: string | undefined;
  /** Kinds of custom resources that the cluster must serve. Default: none. */
  readonly customResources?: readonly CustomKind[];
}

/**
 * Looks at the cluster before anything is changed, in previews too: it answers, it is the right one, it knows the
 * custom resources that the stack needs.
 *
 * The program awaits {@link Preflight.verdict} before it registers anything else, so that a bad verdict ends it with one
 * message and nothing changed.
 */
export class Preflight extends BulwarkComponent {
  /** UID of the cluster's Namespace kube-system, which tells one cluster from another. */
  declare readonly clusterUid: pulumi.Output<string>;
  /** Settled before anything else is registered; rejected with a UserError when the cluster is not the stack's. */
  declare readonly verdict: Promise<void>;

  constructor(name: string, args: PreflightArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:Preflight", name, options);
    const system = new Existing(`${name}-kube-system`, "v1", "Namespace", "kube-system", { parent: this });
    const apis = customResourceApis(args.customResources ?? []).map(
      (api) =>
        new Existing(`${name}-${demand(api)}`, "apiregistration.k8s.io/v1", "APIService", apiService(api), {
          parent: this,
        }),
    );
    this.clusterUid = system.metadata.uid;
    this.verdict = judge(args, this.clusterUid, apis);
    this.done({ clusterUid: this.clusterUid });
  }
}

/**
 * What to do about an API that is not served. It is the name of the resource that looks for it: the engine ends a program
 * whose read fails before the program can say anything, and prints "NAME: resource … does not exist".
 */
function demand(api: string): string {
  const capability = capabilityOf(api.slice(0, api.indexOf("/")));
  const instead = capability === undefined ? "" : `, or set bulwark:capabilities.${capability} to false`;
  return `${api} must be served: install its operator${instead}`;
}

/**
 * Name of the APIService `VERSION.GROUP` under which an API server announces a group and version; it keeps one for each
 * that a CRD brings. The CRDs themselves would tell the same for each kind, but twenty of them make more than a megabyte
 * that the engine writes into the state at every step. A kind that alone is missing is refused by its own preview.
 */
function apiService(apiVersion: string): string {
  const [group = "", version = ""] = apiVersion.split("/");
  return `${version}.${group}`;
}

/**
 * A cluster-scoped object that this program reads and never changes.
 *
 * The static `get` of @pulumi/kubernetes names nothing but the id; the provider then records the whole object as what the
 * program asked for, and the next refresh reports that as drift. With kind and name given, it records no more than these.
 */
class Existing extends pulumi.CustomResource {
  declare readonly metadata: pulumi.Output<{ readonly uid: string }>;

  constructor(
    name: string,
    apiVersion: string,
    kind: string,
    objectName: string,
    options: pulumi.CustomResourceOptions,
  ) {
    const type = `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
    super(type, name, { apiVersion, kind, metadata: { name: objectName } }, { ...options, id: objectName });
  }
}

/**
 * Ends in an error while the program still runs. The message of an Output that fails after the program has returned is
 * lost, and one that never settles would let the engine delete what was not registered.
 */
async function judge(
  args: PreflightArgs,
  clusterUid: pulumi.Output<string>,
  apis: readonly pulumi.CustomResource[],
): Promise<void> {
  const [uid] = await Promise.all([value(clusterUid), ...apis.map(({ id }) => value(id))]);
  const problem = uid === undefined ? undefined : wrongCluster(args, uid);
  if (problem !== undefined) {
    throw new UserError(problem);
  }
}

/** The value of an Output, undefined where nobody knows it yet. The SDK awaits its own Outputs so, but does not declare it. */
function value<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  return (output as unknown as { promise: () => Promise<T | undefined> }).promise();
}

/** What is wrong with a cluster of that UID, if anything is. */
function wrongCluster({ stack, clusterUid: expected }: PreflightArgs, found: string): string | undefined {
  if (expected === undefined || found === expected) {
    return undefined;
  }
  return (
    `The wrong cluster: kube-system has the UID ${found}, and stack "${stack}" belongs to the cluster with ${expected} (bulwark:clusterUid). ` +
    `Nothing was changed. Choose the right kubeconfig or bulwark:context; if the stack is meant to move to this cluster: pulumi config set --stack ${stack} bulwark:clusterUid ${found}`
  );
}
