import type {
  ConfigMapArgs,
  PersistentVolumeClaimArgs,
  SecretArgs,
  ServiceAccountArgs,
  ServiceArgs,
} from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../config/primitives/environment";
import type { ObjectSettings } from "./builders/metadata";
import type { ClaimSettings } from "./builders/persistent-volume-claim";
import type { PodSettings } from "./builders/pod-settings";
import { podExemptions } from "./builders/pod-template";
import type { ServiceSettings } from "./builders/service-settings";
import type { Connection, ConnectionTransforms, NetworkSettings } from "./connection";
import type { IdentityTransforms, Permission } from "./service-identity";
import type { Transform } from "./transform";
import type { Annotations, Labels, WorkloadIdentity } from "./types";
import type { ConfigSettings, WorkloadSecret } from "./workload-data";

/** A ServiceAccount that pods run under. */
export interface WorkloadAccount {
  readonly name: string;
  /** Whether it has permissions in the API, for which pods need its token. */
  readonly hasPermissions: boolean;
  /** What must exist before pods run under it. */
  readonly resources: readonly pulumi.Resource[];
}

/** The objects that hold a workload's data. */
export interface WorkloadObjects {
  /** Names of the ConfigMap and the Secrets. */
  readonly names: readonly string[];
  /** What must exist before pods read it. */
  readonly resources: readonly pulumi.Resource[];
  /** Annotations of the pods: they change with the data. */
  readonly checksums: Annotations;
}

/** Arguments of all workload kinds. */
export interface SecureWorkloadArgs extends WorkloadIdentity, PodSettings {
  /** In prod, data is protected and retained. */
  readonly environment: Environment;
  /** Replicas; under an autoscaler its minimum. */
  readonly replicas: number;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: Labels | undefined;
  /** Label `version` of the workload object and its pods, never of the selector (C-19). Default: none. */
  readonly version?: string | undefined;
  /** Annotations of the workload object itself, such as `canary.weight` (C-30). Default: none. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Ids of exemptions of the workload object besides those that its settings name. Default: none. */
  readonly exemptions?: readonly string[] | undefined;
  /** How long an update may take. Default: 10 minutes. */
  readonly rolloutMinutes?: number | undefined;
  /** The account of another workload (C-32). Default: an own one. */
  readonly account?: WorkloadAccount | undefined;
  /** What the own account may read in the API; its pods then mount a token. Default: nothing. */
  readonly permissions?: readonly Permission[] | undefined;
  /** ARN of the IAM role that pods under the own account may take. Default: none. */
  readonly roleArn?: string | undefined;
  /** Default: no ConfigMap. */
  readonly config?: ConfigSettings | undefined;
  /** Own Secrets, and those of a SecretSource. Default: none. */
  readonly secrets?: readonly WorkloadSecret[] | undefined;
  /** ConfigMap and Secrets are those of this workload: said again here, but not made again (C-29). Default: own ones. */
  readonly dataOf?: { readonly data: WorkloadObjects } | undefined;
  /** Standalone claims. Default: none. */
  readonly claims?: readonly ClaimSettings[] | undefined;
  /** Services in front of the pods. Default: none. */
  readonly services?: readonly ServiceSettings[] | undefined;
  /** The workload's connections and mesh, or those of a workload whose `group` it shares. */
  readonly network: NetworkSettings | Connection;
}

/** One hatch per child that all workload kinds have. */
export interface WorkloadTransforms extends ConnectionTransforms, IdentityTransforms {
  readonly serviceAccount?: Transform<ServiceAccountArgs>;
  readonly configMap?: Transform<ConfigMapArgs>;
  readonly secret?: Transform<SecretArgs>;
  readonly service?: Transform<ServiceArgs>;
  readonly claim?: Transform<PersistentVolumeClaimArgs>;
}

/** The identity by which other components know the pods. */
export function identityOf(args: SecureWorkloadArgs): WorkloadIdentity {
  const { name, namespace, partOf, selector, group, account } = args;
  return { name, namespace, partOf, selector, group, serviceAccount: account?.name };
}

/** What the workload object carries besides the standard labels. */
export function objectSettings(args: SecureWorkloadArgs): Omit<ObjectSettings, "name"> {
  return {
    labels: { ...labelsOf(args), ...versionLabel(args) },
    annotations: args.annotations,
    exemptions: [...(args.exemptions ?? []), ...podExemptions(args)],
  };
}

/** Bounds of the workload object's operations; the base class has its own where nothing is given. */
export function rolloutTimeouts({ rolloutMinutes }: Pick<SecureWorkloadArgs, "rolloutMinutes">): {
  customTimeouts?: pulumi.CustomTimeouts;
} {
  if (rolloutMinutes === undefined) return {};
  const limit = `${rolloutMinutes}m`;
  return { customTimeouts: { create: limit, update: limit, delete: limit } };
}

/** The labels of every object of a workload. */
export function labelsOf({ labels, selector }: SecureWorkloadArgs): Labels {
  return labels ?? selector;
}

/** What the workload object and its pods carry beside them (C-19). */
export function versionLabel({ version }: SecureWorkloadArgs): Labels {
  return version === undefined ? {} : { version };
}
