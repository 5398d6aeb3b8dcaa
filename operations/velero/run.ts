import { setTimeout as delay } from "node:timers/promises";

import type { KubernetesObject, KubernetesObjectApi } from "@kubernetes/client-node";

import type { Context } from "../context";
import { OperationError } from "../errors";
import { clusterFailure, connect } from "../kubernetes/cluster";
import { managedObjects } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { systemNames, targetsOf } from "../systems";
import { chooseBackup, chooseSchedule, completed, schedulesOf, type ScheduleOfStack } from "./choose";
import { VELERO, type Backup, type Restore } from "./objects";
import { failureOf, isOver, isUnderWay, progressOf, restoreOf } from "./restore";
import { makeReadOnly } from "./storage";

/** How often Velero is asked for its progress, in milliseconds. */
const POLL_MS = 1_000;

/** What a person asks for. */
export interface RestoreOptions {
  readonly system: string | undefined;
  readonly backup: string | undefined;
  readonly into: string | undefined;
}

/** What will be done. */
export interface Prepared {
  readonly session: StackSession;
  readonly api: KubernetesObjectApi;
  readonly schedule: ScheduleOfStack;
  readonly backup: Backup;
  readonly restore: Restore;
  /** Whether the Restore is there already, of a command that was interrupted. */
  readonly isThere: boolean;
  readonly storageLocation: string;
  /** Systems with objects in the namespaces that are restored. */
  readonly systems: readonly (typeof systemNames)[number][];
}

/** Decides what is restored from what; changes nothing. @throws OperationError */
export async function prepare(context: Context, stack: string, options: RestoreOptions): Promise<Prepared> {
  const session = await StackSession.open(context, stack);
  const objects = await managedObjects(session);
  const schedule = chooseSchedule(stack, schedulesOf(objects), options.system);
  const { namespace, includedNamespaces } = schedule;
  const { KubernetesObjectApi: Api } = await import("@kubernetes/client-node");
  const api = Api.makeApiClient(await connect(session));
  const all = await list<Backup>(api, "Backup", namespace);
  const backup = chooseBackup(schedule, all, options.backup, new Date());
  const wanted = restoreOf({ stack, backup, namespace, includedNamespaces, into: options.into }, new Date());
  const underWay = (await list<Restore>(api, "Restore", namespace)).find((each) => isUnderWay(each, wanted));
  if (options.into !== undefined && underWay === undefined) await requireFree(api, options.into);
  return {
    session,
    api,
    schedule,
    backup,
    restore: underWay ?? wanted,
    isThere: underWay !== undefined,
    storageLocation: backup.spec?.storageLocation ?? "default",
    systems: systemNames.filter((name) =>
      objects.some(({ system, namespace: place = "" }) => system === name && includedNamespaces.includes(place)),
    ),
  };
}

/** Restores, and brings the stack in line with what came of it. @throws OperationError */
export async function restore(prepared: Prepared, isDrill: boolean): Promise<Restore> {
  const { session, systems, restore: wanted } = prepared;
  const ended = await follow(prepared);
  const failure = failureOf(ended);
  if (failure !== undefined) throw failure;
  if (isDrill) return ended;
  const targets = systems.flatMap(targetsOf);
  await session.context.follow([
    {
      title: `State of stack ${session.name} is compared with the cluster`,
      run: async (report) => {
        await session.refresh({ targets, report });
      },
    },
  ]);
  await session.update(`Update of stack ${session.name}`, {
    targets,
    message: `restore ${wanted.metadata?.name ?? ""}`,
  });
  return ended;
}

/** Makes the Restore and follows it to its end, while the storage is read-only. */
async function follow({
  api,
  session,
  schedule,
  storageLocation,
  restore: wanted,
  isThere,
}: Prepared): Promise<Restore> {
  const { context } = session;
  const name = wanted.metadata?.name ?? "";
  const storage = await makeReadOnly(api, schedule.namespace, storageLocation);
  let ended = wanted;
  let failure: Error | undefined;
  try {
    await context.follow([
      {
        title: `Restore ${name}`,
        run: async (report) => {
          if (!isThere) await api.create(wanted);
          ended = await untilOver(api, wanted, context.signal, report);
        },
      },
    ]);
  } catch (error) {
    failure = told(error, context, name);
  }
  await storage.putBack().catch((error: unknown) => {
    throw joined(failure, error);
  });
  if (failure !== undefined) throw failure;
  return ended;
}

async function untilOver(
  api: KubernetesObjectApi,
  { metadata }: Restore,
  signal: AbortSignal,
  report: (line: string) => void,
): Promise<Restore> {
  const { name = "", namespace = "" } = metadata ?? {};
  const header = { apiVersion: VELERO, kind: "Restore", metadata: { name, namespace } };
  for (;;) {
    const now = await api.read<Restore>(header);
    report(progressOf(now));
    if (isOver(now)) return now;
    await delay(POLL_MS, undefined, { signal });
  }
}

/** The end that a person is told; Velero goes on with a Restore whatever becomes of the command. */
function told(error: unknown, { ended }: Context, name: string): Error {
  if (ended === undefined) return asError(clusterFailure(error, `following the Restore ${name}`));
  return new OperationError(
    ended,
    `${ended === "interrupted" ? "Interrupted" : "The time limit was reached"}; Velero goes on with the Restore ${name}. The storage location is as it was before, and the stack was not deployed.`,
    [
      "Follow it on, and deploy afterwards: the same command again.",
      `kubectl get restore ${name} --namespace velero --output yaml`,
    ],
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function joined(first: Error | undefined, second: unknown): Error {
  if (!(first instanceof OperationError) || !(second instanceof OperationError)) return first ?? asError(second);
  return new OperationError(first.failure, `${first.message}\n${second.message}`, [...second.remedy, ...first.remedy]);
}

/** @throws OperationError `refused` when the namespace of a drill is there */
async function requireFree(api: KubernetesObjectApi, namespace: string): Promise<void> {
  try {
    await api.read({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  } catch (error) {
    if ((error as { code?: unknown }).code === 404) return;
    throw clusterFailure(error, `reading the Namespace ${namespace}`);
  }
  throw new OperationError("refused", `The namespace ${namespace} is there already; a drill takes a new one.`, [
    `If it is of an earlier drill: kubectl delete namespace ${namespace}`,
  ]);
}

async function list<T extends KubernetesObject>(
  api: KubernetesObjectApi,
  kind: string,
  namespace: string,
): Promise<T[]> {
  try {
    return (await api.list<T>(VELERO, kind, namespace)).items;
  } catch (error) {
    throw clusterFailure(error, `listing the ${kind}s in ${namespace}`);
  }
}

/** How old a backup is, in whole hours. */
export function ageHours(backup: Backup, now: Date): number {
  return Math.round((now.getTime() - completed(backup)) / 3_600_000);
}
