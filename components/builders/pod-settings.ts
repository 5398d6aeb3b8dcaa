import type { ByteQuantity, CpuQuantity } from "../../config/primitives/quantity";
import type { Exemption, Labels, Port } from "../types";

/** The users that the pod's processes run as. Root is refused. */
export interface PodUser {
  /** `runAsUser`, not 0. */
  readonly user: number;
  /** `runAsGroup`, not 0. Default: the image's own group. */
  readonly group?: number;
  /** `fsGroup`: group that owns the volumes, not 0. Default: none. */
  readonly fsGroup?: number;
  /** Default: the API's `Always`; `OnRootMismatch` spares a large volume the walk at each start. */
  readonly fsGroupChangePolicy?: "Always" | "OnRootMismatch";
}

/** Compute resources of a container. */
export interface Resources {
  readonly requests: { readonly cpu: CpuQuantity; readonly memory: ByteQuantity };
  /** A CPU limit may be left out only by an exemption (C-37). */
  readonly limits: { readonly cpu: CpuQuantity | Exemption; readonly memory: ByteQuantity };
}

/** Whether an object refers to a port by its name (default) or by its number. */
export type PortReference = "name" | "number";

/** What the kubelet asks: a TCP connection, an HTTP GET, or a command. */
export type ProbeAction =
  | { readonly tcp: Port; readonly targetBy?: PortReference }
  /** `path` begins with a slash. */
  | { readonly http: Port; readonly path: string; readonly targetBy?: PortReference }
  | { readonly exec: readonly string[] };

/** When the kubelet asks, in seconds, and after how many failures it acts. */
export interface ProbeTimes {
  /** Default: 0, as the API. */
  readonly initialDelaySeconds?: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A probe. */
export type Probe = ProbeAction & ProbeTimes;

/** Liveness and readiness are required; readiness is as frequent and as strict as liveness or more so. */
export interface Probes {
  readonly liveness: Probe;
  readonly readiness: Probe;
  /** Default: none. */
  readonly startup?: Probe;
}

/** Where a volume appears in a container. */
export interface Mount {
  readonly path: string;
  /** Only this file of the volume, which then does not hide what lies beside `path` (`subPath`). Default: all of it. */
  readonly file?: string;
  /** Default: true for Secrets and ConfigMaps, false for scratch space and claims. */
  readonly readOnly?: boolean;
}

/** Where a variable takes its value from. */
export type EnvironmentSource =
  | string
  /** A field of the pod through the downward API. */
  | { readonly field: "metadata.name" | "metadata.namespace" | "metadata.uid" | "spec.nodeName" | "status.podIP" }
  /** One key of a Secret, when the variable is named otherwise or an operator makes the Secret. */
  | { readonly secret: string; readonly key: string };

/** What init containers and main containers have in common. */
export interface ContainerBase {
  readonly name: string;
  /** Full reference; a tag or digest is required and `latest` is refused. */
  readonly image: string;
  /** Default: the API's own (IfNotPresent for a tag or digest). */
  readonly imagePullPolicy?: "Always" | "IfNotPresent";
  /** Default: the image's own. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** Variables besides those of the ConfigMap and the Secrets. */
  readonly env?: Readonly<Record<string, EnvironmentSource>>;
  readonly resources: Resources;
  /** Volume name → where it is mounted. */
  readonly mounts?: Readonly<Record<string, Mount>>;
  /** Default: the pod's user. */
  readonly runAsUser?: number;
  /** Leaves the root file system writable (C-02). Default: read-only. */
  readonly writableRootFilesystem?: Exemption;
}

/** A container that runs as long as its pod: the main container or a sidecar. */
export interface Container extends ContainerBase {
  readonly ports: readonly Port[];
  readonly probes: Probes;
}

/** Time that a pod has between the order to stop and the kill; all in seconds. */
export interface Drain {
  /** Hook before SIGTERM: the kubelet sleeps by itself, or runs a command that takes so long. Default: none. */
  readonly preStop?: { readonly sleepSeconds: number; readonly command?: readonly string[] };
  /** How long the process itself needs after SIGTERM. */
  readonly drainSeconds: number;
  /** `terminationGracePeriodSeconds`: more than hook and drain together. */
  readonly graceSeconds: number;
  /**
   * How long a sidecar serves after the order to stop (`terminationDrainDuration`): at least hook and drain together,
   * and less than the grace period. Default: the middle between both, which is 27 for 15 + 10 within 30.
   * Without a sidecar it means nothing.
   */
  readonly sidecarSeconds?: number;
}

/** How pods are in a mesh: with a proxy in each pod, or with one per node. */
export type MeshMode = "sidecar" | "ambient";

/** A volume of the pod. */
export type Volume =
  /** An emptyDir with an upper size; `memory` counts against the container's memory limit. */
  | { readonly scratch: ByteQuantity; readonly medium?: "Memory" }
  /** A claim by name. */
  | { readonly claim: string }
  /** A Secret by name, or only some of its keys; `mode` in octal, default 0o440 (G-22). */
  | { readonly secret: string; readonly mode?: number; readonly keys?: readonly string[] }
  | { readonly configMap: string };

/** A spread over failure domains, among the pods of the workload. */
export interface Spread {
  readonly over: "zone" | "hostname";
  /** Default: 1. */
  readonly maxSkew?: number;
  readonly whenUnsatisfiable: "ScheduleAnyway" | "DoNotSchedule";
  /** `Honor` leaves tainted nodes out (C-36). Default: the API's. */
  readonly nodeTaintsPolicy?: "Honor" | "Ignore";
  /** Default: none; `pod-template-hash` counts each revision by itself. */
  readonly matchLabelKeys?: readonly string[];
}

/** Where pods may and should run. Everything defaults to nothing. */
export interface Scheduling {
  readonly spread?: readonly Spread[];
  /** Preferred anti-affinity among the pods of the workload; weight from 1 to 100. */
  readonly avoid?: readonly { readonly same: "zone" | "hostname"; readonly weight: number }[];
  readonly nodeSelector?: Labels;
  /** A toleration always names its key and value. */
  readonly tolerations?: readonly {
    readonly key: string;
    readonly value: string;
    readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
  }[];
  readonly priorityClassName?: string;
}

/** Everything of a pod that the systems decide; the rest follows from the rules of SPEC section 2. */
export interface PodSettings {
  readonly user: PodUser;
  readonly container: Container;
  /** Run in this order before the main container. Default: none. */
  readonly initContainers?: readonly ContainerBase[];
  /** Run beside the main container, such as an exporter of metrics; they get no ConfigMap or Secret. Default: none. */
  readonly sidecars?: readonly Container[];
  readonly drain: Drain;
  /** Volume name → volume. Default: none. */
  readonly volumes?: Readonly<Record<string, Volume>>;
  readonly scheduling?: Scheduling;
  /** Further labels of the pods, never part of the selector. */
  readonly podLabels?: Labels;
  /** Further annotations of the pods; those that other settings stand for are refused. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** A changed value rolls the pods (W-08). Default: none. */
  readonly restartedAt?: string;
  /** Names of Secrets with registry credentials (G-18). Default: none. */
  readonly imagePullSecrets?: readonly string[];
}
