import type { BulwarkValues } from "./bulwark";
import { addDays } from "./primitives/date";
import type { Environment } from "./primitives/environment";
import { removeCommand, setCommand, type Problem } from "./problem";

/** The preview of a pull request: a short-lived copy of dev (SPEC 1.5, G-54, W-26). */
export interface Preview {
  readonly pullRequest: number;
  /** `preview-pr-N`: stands in names where another stack has its environment. */
  readonly name: string;
  /** The day from which the preview may be deleted, as `2026-12-31`. */
  readonly expiresAt: string;
}

/** A preview that nobody updates any more is forgotten; each update gives it this long again. */
const lifetimeDays = 14;

/** The number of the pull request in the name of its stack, `preview-pr-N`; undefined for other names. */
export function pullRequestOf(stack: string): number | undefined {
  const digits = /^preview-pr-([1-9]\d{0,8})$/.exec(stack)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * What a stack of the environment `preview` adds to its settings; undefined in the others, where its keys are refused.
 * @param today the day of the update, from which a preview lives on.
 */
export function resolvePreview(
  { stack, environment, today }: { readonly stack: string; readonly environment: Environment; readonly today: string },
  values: Pick<BulwarkValues, "pullRequest" | "expiresAt" | "ownsShared">,
  report: (problem: Problem) => void,
): Preview | undefined {
  if (environment !== "preview") {
    for (const key of ["pullRequest", "expiresAt"] as const) {
      if (values[key] !== undefined) {
        report({
          key: `bulwark:${key}`,
          given: String(values[key]),
          allowed: `nothing in ${environment}: only a preview belongs to a pull request`,
          remedy: [removeCommand(stack, `bulwark:${key}`)],
        });
      }
    }
    return undefined;
  }
  if (values.ownsShared === true) {
    report({
      key: "bulwark:ownsShared",
      given: "true",
      allowed: "false: a preview disappears with its pull request, and what a cluster shares would go with it",
      remedy: [setCommand(stack, "bulwark:ownsShared", "false")],
    });
  }
  const pullRequest = resolvePullRequest(stack, values.pullRequest, report);
  return {
    pullRequest,
    name: `preview-pr-${pullRequest}`,
    expiresAt: values.expiresAt ?? addDays(today, lifetimeDays) ?? today,
  };
}

function resolvePullRequest(stack: string, given: number | undefined, report: (problem: Problem) => void): number {
  const named = pullRequestOf(stack);
  if (named === undefined && given === undefined) {
    report({
      key: "bulwark:pullRequest",
      given: `nothing, and the stack's name "${stack}" is not preview-pr-N`,
      allowed: "the number of the pull request that the preview shows",
      remedy: [setCommand(stack, "bulwark:pullRequest", "7")],
    });
  }
  if (named !== undefined && given !== undefined && named !== given) {
    report({
      key: "bulwark:pullRequest",
      given: String(given),
      allowed: `${named}, as the stack's name says`,
      remedy: [removeCommand(stack, "bulwark:pullRequest")],
    });
  }
  return given ?? named ?? 0;
}
