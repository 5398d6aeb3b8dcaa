import { setTimeout as delay } from "node:timers/promises";

import type { AppsV1Api, KubeConfig, V1StatefulSet } from "@kubernetes/client-node";

import { OperationError } from "../errors";
import { clusterFailure, connect } from "../kubernetes/cluster";
import type { OpMap } from "@pulumi/pulumi/automation";

import { attempt, hasNotBegun, insist, type AttemptScope } from "../pulumi/attempt";
import { configure, lastDeployed, requireDeployed, values } from "../pulumi/configuration";
import { managedObjects } from "../pulumi/inventory";
import type { StackSession } from "../pulumi/stack";
import { valueAt } from "../pulumi/values";
import { requireSystem, targetsOf } from "../systems";
import { alterRole, ownPasswordOf, type OwnPassword } from "./database";
import { variableOf } from "./env-file";
import type { SecretOfSystem } from "./keys";

/** Seconds for putting an old value back. */
const BACK_SECONDS = 900;
/** How often the database's pod is looked at, in milliseconds. */
const POLL_MS = 1_000;
/** A pod that has just become ready may still refuse a connection. */
const TRIES = 3;

/** A rotation in the hands of a command. */
export interface Rotation {
  readonly session: StackSession;
  readonly system: string;
  readonly secret: SecretOfSystem;
}

/**
 * Makes a new value of a generated secret. The value before is lost at once, so that nothing is put back: what fails is
 * finished by the same command, which then takes no further value. The pods that run keep the value that they have.
 *
 * @returns true: there is always a new value
 */
export async function rotateGenerated(rotation: Rotation, now: Date): Promise<true> {
  const { session, system, secret } = rotation;
  const path = `${system}:secretsVersion.${secret.name}`;
  await requireDeployed(session, [path]);
  await requireReplaceable(session, secret.name);
  const [current, deployed] = await Promise.all([values(session), lastDeployed(session)]);
  const version = valueAt(current, path);
  const isBegun = deployed !== undefined && typeof version === "string" && version !== valueAt(deployed.values, path);
  const next = isBegun ? version : now.toISOString();
  const change = await configure(session, [{ path, value: next }]);
  try {
    await insist(session, change, {
      title: title(rotation),
      scope: scope(rotation),
      apply: (of, why) => apply(rotation, of, why),
    });
  } catch (error) {
    throw error instanceof OperationError ? unfinished(error, rotation) : error;
  }
  return true;
}

/**
 * Sets another value of a configured secret; when its update fails, the value before is put back everywhere.
 * @returns false when it is deployed with this value already
 */
export async function rotateConfigured(rotation: Rotation, value: string): Promise<boolean> {
  const { session, system, secret } = rotation;
  const path = `${system}:${secret.name}`;
  await requireDeployed(session, [path]);
  if ((await values(session))[path] === value && (await lastDeployed(session))?.values[path] === value) {
    return false;
  }
  const change = await configure(session, [{ path, value, secret: true }]);
  await attempt(session, change, {
    title: title(rotation),
    scope: scope(rotation),
    system: requireSystem(system),
    backSeconds: BACK_SECONDS,
    apply: (of, why) => apply(rotation, of, why),
  });
  return true;
}

function title({ system, secret }: Rotation): string {
  return `Rotation of ${secret.name} of ${system}`;
}

function scope({ system, secret }: Rotation): Omit<AttemptScope, "log"> {
  return { targets: targetsOf(requireSystem(system)), message: `rotate ${system}:${secret.name}` };
}

/** Updates the system; the password of a database is changed in it at the moment at which nobody is locked out. */
async function apply(rotation: Rotation, session: StackSession, why: AttemptScope): Promise<OpMap> {
  const own = ownPasswordOf(await managedObjects(session), rotation.system, rotation.secret.name);
  const work = async (): Promise<OpMap> => (await session.update(title(rotation), why)).counts;
  return own === undefined ? work() : besideDatabase(session, own, work);
}

/**
 * Does an update, and changes the password in the database once the database's pod was restarted with the new one, while
 * the first new pod of the application waits for it: the old ones have their connections, and before that their password.
 * From then on Kubernetes finishes the roll-out, whatever becomes of this command.
 */
async function besideDatabase<T>(session: StackSession, own: OwnPassword, work: () => Promise<T>): Promise<T> {
  const { AppsV1Api: Api } = await import("@kubernetes/client-node");
  const config = await connect(session);
  const apps = config.makeApiClient(Api);
  const before = await revisionOf(apps, own);
  const end = new AbortController();
  const altered = whenRestarted(apps, own, before, end.signal)
    .then(() => alter(config, own))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  let done: T;
  try {
    done = await work();
  } catch (error) {
    end.abort(error);
    throw error;
  }
  end.abort();
  const failure = await altered;
  if (failure instanceof Error) throw failure;
  return done;
}

async function alter(config: KubeConfig, own: OwnPassword): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await alterRole(config, own);
      return;
    } catch (error) {
      if (tries === TRIES) throw error;
      await delay(POLL_MS);
    }
  }
}

/** Resolves when the pod has another revision and is ready, or the update has ended well; rejects when it has failed. */
async function whenRestarted(
  apps: AppsV1Api,
  own: OwnPassword,
  before: string | undefined,
  end: AbortSignal,
): Promise<void> {
  while (!end.aborted) {
    const set = await read(apps, own);
    const { status } = set;
    const isNew = status?.currentRevision !== before && status?.updateRevision === status?.currentRevision;
    if (isNew && status?.readyReplicas === set.spec?.replicas) return;
    await delay(POLL_MS, undefined, { signal: end }).catch(() => undefined);
  }
  // An update that has failed may have restarted nothing: then the role keeps its password.
  if (end.reason instanceof Error && end.reason.name !== "AbortError") throw end.reason;
}

async function revisionOf(apps: AppsV1Api, own: OwnPassword): Promise<string | undefined> {
  return (await read(apps, own)).status?.currentRevision;
}

async function read(apps: AppsV1Api, { namespace, statefulSet: name }: OwnPassword): Promise<V1StatefulSet> {
  try {
    return await apps.readNamespacedStatefulSet({ namespace, name });
  } catch (error) {
    throw clusterFailure(error, `reading the StatefulSet ${namespace}/${name}`);
  }
}

/** @throws OperationError `refused` for a value without which what was stored with it is lost */
async function requireReplaceable({ api, name: stack }: StackSession, secret: string): Promise<void> {
  const { resources = [] } = (await api.exportStack()).deployment as {
    readonly resources?: readonly { readonly urn: string; readonly protect?: boolean }[];
  };
  const found = resources.find(({ urn, protect }) => protect === true && urn.endsWith(`-key-${variableOf(secret)}`));
  if (found === undefined) return;
  throw new OperationError(
    "refused",
    `${secret} is protected: what was encrypted with it cannot be read without it. Nothing was changed.`,
    ["Encrypt that anew first. Then, by hand:", `pulumi state unprotect --stack ${stack} '${found.urn}'`],
  );
}

function unfinished(error: OperationError, { session, system, secret }: Rotation): OperationError {
  if (hasNotBegun(error)) return error;
  return new OperationError(
    error.failure,
    `${error.message}\nThe rotation is not finished. The pods that run keep the value that they have.`,
    [
      `Finish it when the cause is mended: bulwark rotate-secret ${session.name} ${system} ${secret.name}`,
      ...error.remedy,
    ],
  );
}
