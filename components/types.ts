import type * as pulumi from "@pulumi/pulumi";

/** Kubernetes labels or selector terms. */
export type Labels = Readonly<Record<string, string>>;

/** Annotations; the checksum of secret data is known only to the engine. */
export type Annotations = Readonly<Record<string, pulumi.Input<string>>>;

/** An API type of @pulumi/kubernetes with plain values in place of every Input, so that builders can be tested as data. */
export type Plain<T> = T extends Promise<unknown> | pulumi.OutputInstance<unknown>
  ? never
  : T extends (infer Element)[]
    ? Plain<Element>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** What all objects of one workload share. */
export interface WorkloadIdentity {
  /** Name of the workload: value of `app.kubernetes.io/name`. */
  readonly name: string;
  /** Name of the namespace; a plain string, order comes from `dependsOn`. */
  readonly namespace: string;
  /** Value of `app.kubernetes.io/part-of`: the system. */
  readonly partOf: string;
  /** The labels that select the pods (`spec.selector.matchLabels`), as SPEC section 1 states them. */
  readonly selector: Labels;
  /**
   * The labels that NetworkPolicies, spread and anti-affinity select by, when several workloads share them: a canary
   * beside its stable release (SPEC 1.4.3). All pods of each of them must carry the labels. Default: the selector.
   */
  readonly group?: Labels | undefined;
  /**
   * Name of the pods' ServiceAccount, which is their identity in a mesh. Default: the workload's name; a canary takes
   * the stable release's (C-32).
   */
  readonly serviceAccount?: string | undefined;
}

/** What NetworkPolicies, spread and anti-affinity of a workload select by. */
export function groupOf({ group, selector }: Pick<WorkloadIdentity, "group" | "selector">): Labels {
  return group ?? selector;
}

/** A port that a container listens on. Declared once; probes, Services and flows refer to this value. */
export interface Port {
  /** Name of at most 15 characters. */
  readonly name: string;
  /** Number above 1024. */
  readonly number: number;
  /** Default: TCP. */
  readonly protocol?: "TCP" | "UDP";
  /** `appProtocol` of the Service port, for a mesh (G-26). Default: none. */
  readonly appProtocol?: string;
}

/**
 * Loosens one rule by name: the id of an entry in policies/exemptions.yaml, which the object carries as an annotation.
 */
export interface Exemption {
  readonly exemption: string;
}
