/**
 * The security settings of a workload's pods that layered values may tighten and never loosen (R-03 to,
 * R-17), under Kubernetes's own names. A field that is listed here is guarded in every layer.
 */
export interface PodSecurity {
  readonly runAsNonRoot: boolean;
  /** Not 0. */
  readonly runAsUser: number;
  readonly runAsGroup: number;
  readonly fsGroup: number;
  readonly seccompProfile: "RuntimeDefault" | "Localhost" | "Unconfined";
  readonly allowPrivilegeEscalation: boolean;
  readonly readOnlyRootFilesystem: boolean;
  readonly privileged: boolean;
  readonly dropCapabilities: readonly string[];
  readonly addCapabilities: readonly string[];
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly hostIPC: boolean;
  /** Whether the service account's token is mounted. */
  readonly automountServiceAccountToken: boolean;
}

/** What a layer over the base can write: whatever would loosen a hardened base has no place in the type. */
export interface Tightening {
  readonly runAsNonRoot?: true | undefined;
  readonly runAsUser?: number | undefined;
  readonly runAsGroup?: number | undefined;
  readonly fsGroup?: number | undefined;
  readonly seccompProfile?: "RuntimeDefault" | "Localhost" | undefined;
  readonly allowPrivilegeEscalation?: false | undefined;
  readonly readOnlyRootFilesystem?: true | undefined;
  readonly privileged?: false | undefined;
  readonly dropCapabilities?: readonly ["ALL", ...string[]] | undefined;
  readonly addCapabilities?: readonly [] | undefined;
  readonly hostNetwork?: false | undefined;
  readonly hostPID?: false | undefined;
  readonly hostIPC?: false | undefined;
  readonly automountServiceAccountToken?: false | undefined;
}

/** What every workload begins with (SPEC 1.4.4); only its users are its own. */
export const hardened = {
  runAsNonRoot: true,
  seccompProfile: "RuntimeDefault",
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  privileged: false,
  dropCapabilities: ["ALL"],
  addCapabilities: [],
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
  automountServiceAccountToken: false,
} as const satisfies Omit<PodSecurity, "runAsUser" | "runAsGroup" | "fsGroup">;

/** What may follow a value that an earlier layer decided, in words; undefined when `after` is such a value. */
type Rule<T> = (before: T, after: unknown) => string | undefined;

const rules: { readonly [Field in keyof PodSecurity]: Rule<PodSecurity[Field]> } = {
  runAsNonRoot: onlyTo(true),
  runAsUser: notRoot,
  runAsGroup: notRoot,
  fsGroup: notRoot,
  seccompProfile: filtered,
  allowPrivilegeEscalation: onlyTo(false),
  readOnlyRootFilesystem: onlyTo(true),
  privileged: onlyTo(false),
  dropCapabilities: (before, after) => {
    const kept = isTexts(after) && (after.includes("ALL") || before.every((name) => after.includes(name)));
    return kept ? undefined : `a list with ${before.join(", ")}: what was dropped stays dropped`;
  },
  addCapabilities: (before, after) => {
    const within = isTexts(after) && after.every((name) => before.includes(name));
    return within ? undefined : before.length === 0 ? "an empty list" : `a part of ${before.join(", ")}`;
  },
  hostNetwork: onlyTo(false),
  hostPID: onlyTo(false),
  hostIPC: onlyTo(false),
  automountServiceAccountToken: onlyTo(false),
};

/** Names of all guarded fields. */
export const guardedFields = Object.keys(rules) as readonly (keyof PodSecurity)[];

/** Why `after` may not follow `before` in a guarded field, in words of what may; undefined when it may. */
export function loosens<Field extends keyof PodSecurity>(
  field: Field,
  before: PodSecurity[Field],
  after: unknown,
): string | undefined {
  return rules[field](before, after);
}

/** A switch that may move to its safe side, and never back. */
function onlyTo(safe: boolean): Rule<boolean> {
  return (before, after) => (after === safe || (after === before && before !== safe) ? undefined : String(safe));
}

function notRoot(_before: number, after: unknown): string | undefined {
  const isUser = Number.isInteger(after) && (after as number) > 0 && (after as number) <= 2_147_483_647;
  return isUser ? undefined : "a whole number from 1 to 2147483647: 0 is root";
}

/** Nobody can tell whether a profile on the node filters more than the runtime's own, so neither replaces the other. */
function filtered(before: PodSecurity["seccompProfile"], after: unknown): string | undefined {
  if (after === before) return undefined;
  const isFilter = after === "RuntimeDefault" || after === "Localhost";
  return before === "Unconfined" && isFilter ? undefined : before;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}
