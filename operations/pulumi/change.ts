import type { OpMap } from "@pulumi/pulumi/automation";

import type { SystemName } from "../../systems/registry";
import { commit, requireCommittable } from "../git";
import type { Context, Outcome } from "../context";
import { countsText } from "../output/counts";
import { configure, requireDeployed, stackFile, type ConfigurationChange, type Setting } from "./configuration";
import { EventLog } from "./events";
import { putBack } from "./put-back";
import { StackSession } from "./stack";

/** What a command sets in the stack file. */
export interface Decision {
  readonly settings: readonly Setting[];
  /** Paths to take out. Default: none. */
  readonly remove?: readonly string[];
  /** For people, the history of the stack and git: `mllp: image server v1.0.0 to v1.1.0`. */
  readonly summary: string;
}

/** A change of a stack file that is deployed at once, and taken back when that fails. */
export interface ChangePlan {
  readonly stack: string;
  /** Whose pods are looked at when it fails. Default: all systems'. */
  readonly system?: SystemName;
  /** Decides what to set, once the stack file is known to be deployed. */
  readonly decide: (session: StackSession) => Promise<Decision>;
  /** URN patterns of the update. Default: everything. */
  readonly targets?: readonly string[];
  /** Keys that may differ from what was deployed last. Default: none. */
  readonly mayDiffer?: readonly string[];
  /** Asks before anything is changed. Default: nobody is asked. */
  readonly ask?: (session: StackSession, decision: Decision) => Promise<void>;
  /** What is waited for after the update. Default: nothing more. */
  readonly settle?: (session: StackSession, report: (line: string) => void) => Promise<void>;
  /** Commits the change of the stack file at the end. Default: false. */
  readonly commit?: boolean;
}

/**
 * Changes the stack file and deploys it. When the update fails or runs out of time, the former file and the former state
 * come back; after an interrupt only the file does.
 *
 * @throws OperationError that says what stands
 */
export async function changeStack(context: Context, plan: ChangePlan): Promise<Outcome> {
  const { stack, system, commit: commits = false } = plan;
  const { session, decision } = await prepare(context, plan);
  await plan.ask?.(session, decision);
  const log = new EventLog();
  let change: ConfigurationChange | undefined;
  let counts: OpMap = {};
  try {
    await context.follow([
      {
        title: `Pulumi.${stack}.yaml: ${decision.summary}`,
        run: async () => {
          change = await configure(session, decision.settings, decision.remove);
        },
      },
      {
        title: `Update of stack ${stack}${system === undefined ? "" : `, ${system}`}`,
        run: async (report) => {
          log.report = report;
          const { targets } = plan;
          const result = await session.up({
            message: decision.summary,
            log,
            ...(targets === undefined ? {} : { targets }),
          });
          counts = result.counts;
          await plan.settle?.(session, report);
        },
      },
    ]);
  } catch (error) {
    if (change === undefined) throw error;
    throw await putBack(error, { session, change, isTouched: log.changes.length > 0, plan });
  }
  const diff = change?.diff ?? "";
  if (commits && diff !== "") await commit(stackFile(session), `${stack}: ${decision.summary}`);
  return outcome({ stack, system, decision, diff, counts, isCommitted: commits });
}

async function prepare(
  context: Context,
  { stack, decide, mayDiffer, commit: commits = false }: ChangePlan,
): Promise<{ readonly session: StackSession; readonly decision: Decision }> {
  let session: StackSession | undefined;
  let decision: Decision | undefined;
  await context.follow([
    {
      title: `Comparison of Pulumi.${stack}.yaml with what was deployed last`,
      run: async () => {
        session = await StackSession.open(context, stack);
        if (commits) await requireCommittable(stackFile(session));
        await requireDeployed(session, mayDiffer);
        decision = await decide(session);
      },
    },
  ]);
  // Both are set: the step threw otherwise.
  return { session: session as StackSession, decision: decision as Decision };
}

function outcome(done: {
  readonly stack: string;
  readonly system: SystemName | undefined;
  readonly decision: Decision;
  readonly diff: string;
  readonly counts: OpMap;
  readonly isCommitted: boolean;
}): Outcome {
  const { stack, system, decision, diff, counts, isCommitted } = done;
  const file = `Pulumi.${stack}.yaml`;
  const next =
    diff === ""
      ? [`${file} said so already.`]
      : isCommitted
        ? [`${file} is committed.`]
        : [`To commit:`, "", diff.trimEnd(), "", `git commit --only ${file}`];
  return {
    text: [`Stack ${stack} is deployed: ${decision.summary}; ${countsText(counts)}.`, ...next].join("\n"),
    data: {
      stack,
      ...(system === undefined ? {} : { system }),
      summary: decision.summary,
      changes: counts,
      diff,
      committed: isCommitted && diff !== "",
    },
  };
}
