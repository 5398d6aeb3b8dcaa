import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { unreadyPods } from "../kubernetes/diagnosis";
import type { ConfigurationChange } from "./configuration";
import type { StackSession } from "./stack";

/** Seconds for the way back: as long as an update may take (R-79). */
const RETURN_SECONDS = 600;

/** Seconds to ask the cluster why pods are not ready. */
const DIAGNOSIS_SECONDS = 15;

/** What has to be put back. */
interface Unfinished {
  readonly session: StackSession;
  readonly change: ConfigurationChange;
  /** Whether the update had begun to change something. */
  readonly isTouched: boolean;
  readonly plan: { readonly stack: string; readonly system?: SystemName; readonly targets?: readonly string[] };
}

/**
 * Puts the stack file back, and the stack too where the update had begun: unless a person interrupted, who wants to be done,
 * or the cluster is gone.
 *
 * @returns the error to end with, which says what stands
 */
export async function putBack(error: unknown, unfinished: Unfinished): Promise<unknown> {
  const { session, change, isTouched, plan } = unfinished;
  const { context } = session;
  if (!(error instanceof OperationError)) {
    change.undo();
    return error;
  }
  const pods = isTouched && error.failure !== "unreachable" ? await reasons(session, plan.system) : [];
  change.undo();
  const file = `Pulumi.${plan.stack}.yaml`;
  const happened = [error.message, ...pods].join("\n");
  const deploy = `bulwark deploy ${plan.stack}${plan.system === undefined ? "" : ` ${plan.system}`}`;
  if (!isTouched) return ending(error, `${happened}\n${file} is as before; nothing else was changed.`, error.remedy);
  if (error.failure === "interrupted" || error.failure === "unreachable") {
    return ending(error, `${happened}\n${file} is as before; part of the change may be in the cluster.`, [
      `${deploy} leads back to what ${file} says.`,
      "Running the command again goes on.",
    ]);
  }
  try {
    await context.follow([
      {
        title: `Back to the former ${file}`,
        run: async (report) => {
          const { targets } = plan;
          await session.within(context.afterwards(RETURN_SECONDS)).up({
            report,
            message: "back after an update that failed",
            ...(targets === undefined ? {} : { targets }),
          });
        },
      },
    ]);
  } catch (second) {
    // A cluster that is gone shows itself as time that runs out: Pulumi goes on asking for the pods.
    const isGone = second instanceof OperationError && second.failure === "unreachable";
    return ending(
      isGone ? second : error,
      `${happened}\n${file} is as before, but the way back failed too: ${second instanceof Error ? second.message : String(second)}`,
      [`${deploy} tries again.`, `bulwark status ${plan.stack} shows what stands.`],
    );
  }
  return ending(error, `${happened}\n${file} and the cluster are as before.`, error.remedy);
}

async function reasons(session: StackSession, system: SystemName | undefined): Promise<readonly string[]> {
  return unreadyPods(session.within(session.context.afterwards(DIAGNOSIS_SECONDS)), system);
}

function ending({ failure }: OperationError, message: string, remedy: readonly string[]): OperationError {
  return new OperationError(failure, message, remedy);
}
