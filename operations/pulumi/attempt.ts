import { OperationError } from "../errors";
import type { ConfigurationChange } from "./configuration";
import type { Result, Scope, StackSession } from "./stack";

/** How an update that is tried is put back. */
export interface Attempt {
  /** What is tried, for people: `Start of the canary of booking`. */
  readonly title: string;
  readonly scope: Omit<Scope, "report">;
  /** How long putting things back may take, in seconds. */
  readonly backSeconds: number;
  /** Applies in place of a plain update. */
  readonly run?: () => Promise<unknown>;
  /** Puts back in place of the configuration as it was before, and an update. */
  readonly back?: () => Promise<void>;
}

/**
 * Applies a changed configuration. When that fails, takes too long or is interrupted, the configuration is put back as it
 * was and applied again, whatever the first attempt has got to.
 *
 * @throws OperationError of the attempt, with what became of putting things back
 */
export async function attempt(
  session: StackSession,
  change: ConfigurationChange,
  { title, scope, backSeconds, run = () => update(session, title, scope), back }: Attempt,
): Promise<void> {
  const { context } = session;
  try {
    await run();
  } catch (error) {
    if (!(error instanceof OperationError)) {
      change.undo();
      throw error;
    }
    if (touchedNothing(error)) {
      change.undo();
      throw error;
    }
    try {
      if (back !== undefined) {
        await back();
      } else {
        change.undo();
        const later = session.within(context.afterwards(backSeconds));
        await update(later, "Back to what was deployed before", {
          ...scope,
          message: `back: ${scope.message ?? title}`,
        });
      }
    } catch (second) {
      throw unfinished(session.name, error, second);
    }
    throw new OperationError(
      error.failure,
      `${error.message}\nWhat was deployed before is back in place.`,
      error.remedy,
    );
  }
}

/** One update as a step that a person can follow. */
export async function update(session: StackSession, title: string, scope: Omit<Scope, "report">): Promise<Result> {
  let result: Result | undefined;
  await session.context.follow([
    {
      title,
      run: async (report) => {
        result = await session.up({ ...scope, report });
      },
    },
  ]);
  if (result === undefined) throw new Error("the step has not run");
  return result;
}

/** Failures before the first object: the lock of somebody else, a configuration that the program refuses. */
function touchedNothing({ failure }: OperationError): boolean {
  return failure === "locked" || failure === "usage";
}

function unfinished(stack: string, first: OperationError, second: unknown): OperationError {
  const reason = second instanceof Error ? second.message : String(second);
  return new OperationError(
    first.failure,
    `${first.message}\nPutting back what was deployed before did not succeed: ${reason}`,
    [
      `Pulumi.${stack}.yaml says what was deployed before. When the cause is mended: bulwark deploy ${stack}`,
      ...first.remedy,
    ],
  );
}
