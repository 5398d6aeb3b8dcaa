/**
 * How a command of `bulwark` ended, for scripts; docs/operations.md is tested against this table. Audit keeps its own codes
 * (docs/policies.md).
 */
export const EXIT_CODES = {
  done: { code: 0, meaning: "Done; also: there was nothing to do." },
  usage: { code: 1, meaning: "Wrong command, argument or configuration. Nothing was changed." },
  failed: { code: 2, meaning: "The work failed. The message says what was changed and what was put back." },
  refused: {
    code: 3,
    meaning: "Refused for safety: not confirmed, a policy, protected data, a difference that nobody deployed.",
  },
  timedOut: { code: 4, meaning: "The time limit was reached. The message says what was put back." },
  locked: { code: 5, meaning: "Somebody else is working on the stack. Nothing was changed." },
  unreachable: { code: 6, meaning: "The cluster, the state back end or a metrics source does not answer." },
  interrupted: { code: 130, meaning: "Interrupted. The message says how to go on." },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

/** A way to end other than `done`. */
export type Failure = Exclude<keyof typeof EXIT_CODES, "done">;
