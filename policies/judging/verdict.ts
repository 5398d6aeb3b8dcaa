/** What a rule says about one object. */
import type { Finding } from "../controls/control";
import type { Decision } from "../exemptions/decide";

export interface JudgedFinding {
  readonly finding: Finding;
  /** What the exemptions register says about it. */
  readonly decision: Decision;
}

export interface Verdict {
  readonly findings: readonly JudgedFinding[];
  /** Paths that decide the rule and are not known yet. */
  readonly undecided: readonly string[];
}
