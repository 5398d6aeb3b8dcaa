import type { Environment } from "./primitives/environment";
import type { Problem } from "./problem";

/** What a system knows while it turns its configuration into values. */
export interface Scope {
  /** Name of the stack, for the commands in remedies. */
  readonly stack: string;
  /** Whose figures the stack takes. */
  readonly environment: Environment;
  /** The system's configuration namespace. */
  readonly namespace: string;
  /** Records a problem; all problems of a stack are told together. */
  readonly report: (problem: Problem) => void;
}
