/** The documents of KWOK's configuration that this folder writes (kwok.sigs.k8s.io, "API reference"). */

/** A document of KWOK's configuration file. */
export interface KwokDocument {
  readonly apiVersion: "kwok.x-k8s.io/v1alpha1";
  readonly kind: "Stage" | "ClusterLogs" | "ClusterPortForward";
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A condition on an object: a jq expression over it, and what the expression must yield. */
export type Requirement =
  | { readonly key: string; readonly operator: "In" | "NotIn"; readonly values: readonly string[] }
  | { readonly key: string; readonly operator: "Exists" | "DoesNotExist" };

/** A step that KWOK takes with every object that fulfils its requirements. */
export interface StageArgs {
  readonly name: string;
  /** Default group: the core group. */
  readonly resource: { readonly apiGroup?: string; readonly kind: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly requirements: readonly Requirement[];
  /** A jq expression that yields a Go duration. Default: at once. */
  readonly delay?: string;
  readonly next: Readonly<Record<string, unknown>>;
}

/** The jq expression yields something. */
export const exists = (key: string): Requirement => ({ key, operator: "Exists" });
/** The jq expression yields nothing or null. */
export const absent = (key: string): Requirement => ({ key, operator: "DoesNotExist" });
/** The jq expression yields one of the values. */
export const isOneOf = (key: string, ...values: string[]): Requirement => ({ key, operator: "In", values });
/** The jq condition holds. */
export const holds = (condition: string): Requirement => isOneOf(condition, "true");

/** A KWOK Stage. */
export function stage(args: StageArgs): KwokDocument {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name: args.name },
    spec: {
      resourceRef: { apiGroup: args.resource.apiGroup ?? "v1", kind: args.resource.kind },
      selector: {
        ...(args.labels ? { matchLabels: args.labels } : {}),
        matchExpressions: args.requirements,
      },
      // KWOK computes the delay from the expression and falls back on the duration.
      ...(args.delay ? { delay: { durationMilliseconds: 10_000, durationFrom: { expressionFrom: args.delay } } } : {}),
      next: args.next,
    },
  };
}
