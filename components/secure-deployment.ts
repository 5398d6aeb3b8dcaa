import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";
import type { ByteQuantity } from "../config/primitives/quantity";
import type { Environment } from "../config/primitives/environment";
import type { DnsPeer, Flow, PolicyNames } from "./builders/flows";
import type { PodSettings } from "./builders/pod-settings";
import type { ServiceSettings } from "./builders/service-settings";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";
import { BulwarkComponent } from "./base";

/** Arguments of SecureDeployment. */
export interface SecureDeploymentArgs extends WorkloadIdentity, PodSettings {
  /** Decides what is an error and what advice, and whether claims are protected. */
  readonly environment: Environment;
  /** Replicas; with `autoscaled` the autoscaler's minimum. */
  readonly replicas: number;
  /** An autoscaler owns `spec.replicas` after creation: the engine ignores later changes of it (C-01, R-34). Default: false. */
  readonly autoscaled?: boolean;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: Labels;
  /** Ids of exemptions besides those that the settings name. Default: none. */
  readonly exemptions?: readonly string[];
  /** The workload's ConfigMap; each key reaches the container as a variable. Default: none. */
  readonly config?: {
    readonly name: string;
    readonly data: Readonly<Record<string, string>>;
    /** "all" (default): envFrom; "keys": one variable per key. */
    readonly inject?: "all" | "keys";
  };
  /** The workload's Secrets; the values become Pulumi secrets whatever is given. Default: none. */
  readonly secrets?: readonly {
    readonly name: string;
    readonly data: Readonly<Record<string, pulumi.Input<string>>>;
    /** "all": envFrom; "keys": one variable per key; "volume": a volume of this pod mounts it. */
    readonly inject: "all" | "keys" | "volume";
  }[];
  /** Standalone claims, protected and retained in prod. ReadWriteOnce makes the strategy Recreate. */
  readonly claims?: readonly {
    readonly name: string;
    readonly storageClassName: string;
    readonly size: ByteQuantity;
    /** Default: ReadWriteOnce. */
    readonly accessMode?: "ReadWriteOnce" | "ReadWriteMany";
  }[];
  /** Services in front of the pods. Default: none. */
  readonly services?: readonly ServiceSettings[];
  /** The workload's NetworkPolicies. */
  readonly network: {
    readonly policies: PolicyNames;
    /** Flows in which this workload is one side; others are ignored, so that one list serves both sides. */
    readonly flows: readonly Flow[];
    /** Where DNS queries go. Default: kube-dns in kube-system. */
    readonly dns?: DnsPeer;
  };
  readonly transform?: {
    readonly deployment?: Transform<kubernetes.types.input.apps.v1.Deployment>;
    readonly serviceAccount?: Transform<kubernetes.types.input.core.v1.ServiceAccount>;
    readonly configMap?: Transform<kubernetes.types.input.core.v1.ConfigMap>;
    readonly secret?: Transform<kubernetes.types.input.core.v1.Secret>;
    readonly service?: Transform<kubernetes.types.input.core.v1.Service>;
    readonly claim?: Transform<kubernetes.types.input.core.v1.PersistentVolumeClaim>;
    readonly networkPolicy?: Transform<kubernetes.types.input.networking.v1.NetworkPolicy>;
  };
}

/** A hardened Deployment with all that belongs to it. */
export class SecureDeployment extends BulwarkComponent {
  declare readonly workload: WorkloadIdentity;
  declare readonly deployment: kubernetes.apps.v1.Deployment;

  constructor(name: string, args: SecureDeploymentArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureDeployment", name, options);
    this.workload = args;
    this.done({});
  }
}
