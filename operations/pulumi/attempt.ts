import type { OpMap } from "@pulumi/pulumi/automation";

import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { unreadyPods } from "../kubernetes/diagnosis";
import type { ConfigurationChange } from "./configuration";
import { EventLog } from "./events";
import type { Scope, StackSession } from "./stack";

/** Seconds for the way back: as long as an update may take (R-79). */
const BACK_SECONDS = 600;

/** Seconds to ask the cluster why pods are not ready. */
const DIAGNOSIS_SECONDS = 15;

/** What an update reaches, why it is made, and who listens to it. */
export type AttemptScope = Pick<Scope, "targets" | "message" | "log">;

/** An update of a changed stack file that may fail, and what leads back from it. */
export interface Attempt {
  /** For people: `Start of the canary of booking`. */
  readonly title: string;
  readonly scope: Omit<AttemptScope, "log">;
  /** Whose pods are looked at when it fails. Default: all systems'. */
  readonly system?: SystemName | undefined;
  /** How long the way back may take, in seconds. Default: 600. */
  readonly backSeconds?: number;
  /** Applies in place of a plain update, there and back. */
  readonly apply?: (session: StackSession, scope: AttemptScope) => Promise<OpMap>;
  /** What is waited for after the update. Default: nothing more. */
  readonly settle?: ((session: StackSession, report: (line: string) => void) => Promise<void>) | undefined;
  /** Leads back in place of the former stack file and an update with it. */
  readonly back?: { readonly run: () => Promise<void>; readonly stands: string };
}

/** How an update is made, whatever becomes of it. */
type Application = Pick<Attempt, "title" | "scope" | "apply">;

/**
 * Applies a changed stack file. When that fails, takes too long or is interrupted, the former file comes back, and where
 * the update had begun the former state too; a second interrupt ends the way back. A cluster that is gone gets its state
 * back by the next update.
 *
 * @returns what was changed, per operation
 * @throws OperationError of the attempt, which says what stands
 */
export async function attempt(session: StackSession, change: ConfigurationChange, plan: Attempt): Promise<OpMap> {
  const log = new EventLog();
  try {
    const counts = await apply(session, plan, log);
    if (plan.settle !== undefined) await settle(session, plan.title, plan.settle);
    return counts;
  } catch (error) {
    const told = session.context.told(error);
    if (told === undefined) {
      change.undo();
      throw error;
    }
    throw await putBack(told, session, change, plan, log.changes.length > 0);
  }
}

/** Whether an update failed before it began: somebody else updates the stack, or the program refuses the change. */
export function hasNotBegun({ failure }: OperationError): boolean {
  return failure === "locked" || failure === "usage";
}

/**
 * Applies a changed stack file that stands whatever becomes of the update, as the next one finishes it. The former file comes
 * back only where nothing began ({@link hasNotBegun}).
 *
 * @returns what was changed, per operation
 */
export async function insist(session: StackSession, change: ConfigurationChange, plan: Application): Promise<OpMap> {
  try {
    return await apply(session, plan, new EventLog());
  } catch (error) {
    if (error instanceof OperationError && hasNotBegun(error)) change.undo();
    throw error;
  }
}

async function apply(session: StackSession, { title, scope, apply: how }: Application, log: EventLog): Promise<OpMap> {
  if (how !== undefined) return how(session, { ...scope, log });
  return (await session.update(title, { ...scope, log })).counts;
}

async function settle(session: StackSession, title: string, work: NonNullable<Attempt["settle"]>): Promise<void> {
  await session.context.follow([{ title: `${title}: its pods`, run: (report) => work(session, report) }]);
}

async function putBack(
  error: OperationError,
  session: StackSession,
  change: ConfigurationChange,
  plan: Attempt,
  isTouched: boolean,
): Promise<OperationError> {
  const { system, back, scope, backSeconds = BACK_SECONDS } = plan;
  const file = `Pulumi.${session.name}.yaml`;
  const deploy = `bulwark deploy ${session.name}${system === undefined ? "" : ` ${system}`}`;
  if (!isTouched) {
    change.undo();
    return ending(error, `${file} is as before; nothing else was changed.`);
  }
  if (error.failure === "unreachable") {
    change.undo();
    return ending(error, `${file} is as before; part of the change may be in the cluster.`, [
      `${deploy} leads back to what ${file} says.`,
    ]);
  }
  const reasons = await unreadyPods(session.within(session.context.afterwards(DIAGNOSIS_SECONDS)), system);
  const happened = new OperationError(error.failure, [error.message, ...reasons].join("\n"), error.remedy);
  try {
    if (back !== undefined) await back.run();
    else {
      change.undo();
      const later = session.within(session.context.afterwards(backSeconds));
      const message = `back: ${scope.message ?? plan.title}`;
      await apply(
        later,
        { ...plan, title: `Back to the former ${file}`, scope: { ...scope, message } },
        new EventLog(),
      );
    }
  } catch (second) {
    return stuck(happened, second, session.name, deploy);
  }
  return ending(happened, back?.stands ?? `${file} and the cluster are as before.`);
}

function stuck(first: OperationError, second: unknown, stack: string, deploy: string): OperationError {
  // A cluster that is gone shows itself as time that runs out: Pulumi goes on asking for the pods.
  const isGone = second instanceof OperationError && second.failure === "unreachable";
  const reason = second instanceof Error ? second.message : String(second);
  return new OperationError(
    isGone ? "unreachable" : first.failure,
    `${first.message}\nThe way back failed too: ${reason}`,
    [
      ...(second instanceof OperationError ? second.remedy : []),
      `${deploy} leads to what Pulumi.${stack}.yaml says; bulwark status ${stack} shows what stands.`,
    ],
  );
}

function ending({ failure, message, remedy }: OperationError, stands: string, first = remedy): OperationError {
  return new OperationError(failure, `${message}\n${stands}`, first);
}
