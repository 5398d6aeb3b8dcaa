/** Everybody of whom it is asked whether they may talk to whom. */
import type { Endpoint } from "./evaluator";

/** One who may be at an end of a flow. */
export interface Actor {
  /** Unique in its world: `namespace/name`, `namespace/*` for a pod without labels, or an address block. */
  readonly id: string;
  /** For people, without the namespace. */
  readonly title: string;
  /** The namespace; absent outside the cluster. */
  readonly namespace?: string;
  /** The namespace for people, which may stand for others; empty outside the cluster. */
  readonly place: string;
  /** A workload of the stack, a pod that stands for others, or addresses. */
  readonly role: "workload" | "neighbour" | "anyPod" | "addresses";
  /** Whether it is in a namespace in which the stack runs workloads. */
  readonly isInside: boolean;
  /** Kind of the object that makes the pods, of workloads. */
  readonly kind?: string;
  readonly endpoint: Endpoint;
}

/** Name of the pod of a namespace that stands for those that carry no label which a policy asks for. */
export const ANY_POD = "*";
