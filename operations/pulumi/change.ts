import type { OpMap } from "@pulumi/pulumi/automation";

import type { SystemName } from "../../systems/registry";
import type { Context, Outcome } from "../context";
import { countsText } from "../output/counts";
import { attempt, type Attempt } from "./attempt";
import { configure, requireDeployed, type ConfigurationChange, type Setting } from "./configuration";
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
  readonly settle?: Attempt["settle"];
}

/**
 * Changes the stack file and deploys it; see {@link attempt} for what becomes of a failure.
 *
 * @throws OperationError that says what stands
 */
export async function changeStack(context: Context, plan: ChangePlan): Promise<Outcome> {
  const { stack, system, targets, settle } = plan;
  const { session, decision } = await prepare(context, plan);
  const { summary, settings, remove } = decision;
  await plan.ask?.(session, decision);
  let change: ConfigurationChange | undefined;
  await context.follow([
    {
      title: `Pulumi.${stack}.yaml: ${summary}`,
      run: async () => {
        change = await configure(session, settings, remove);
      },
    },
  ]);
  if (change === undefined) throw new Error("the step has not run");
  const counts = await attempt(session, change, {
    title: `Update of stack ${stack}${system === undefined ? "" : `, ${system}`}`,
    scope: { message: summary, ...(targets === undefined ? {} : { targets }) },
    system,
    settle,
  });
  return outcome(plan, summary, counts);
}

async function prepare(
  context: Context,
  { stack, decide, mayDiffer }: ChangePlan,
): Promise<{ readonly session: StackSession; readonly decision: Decision }> {
  let session: StackSession | undefined;
  let decision: Decision | undefined;
  await context.follow([
    {
      title: `Comparison of Pulumi.${stack}.yaml with what was deployed last`,
      run: async () => {
        session = await StackSession.open(context, stack);
        await requireDeployed(session, mayDiffer);
        decision = await decide(session);
      },
    },
  ]);
  // Both are set: the step threw otherwise.
  return { session: session as StackSession, decision: decision as Decision };
}

function outcome({ stack, system }: ChangePlan, summary: string, counts: OpMap): Outcome {
  return {
    text: `Stack ${stack} is deployed: ${summary}; ${countsText(counts)}.`,
    data: { stack, ...(system === undefined ? {} : { system }), summary, changes: counts },
    summary,
  };
}
