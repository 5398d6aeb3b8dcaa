/** Update: an existing object brought to new inputs, and the wait until it is ready again. */
import { PluginError, isAbortError, resourceInitFailed } from "../../shared";
import { containsUnknown, type PropertyMap } from "../../shared/values";
import { NotReadyError, awaitReady } from "../await";
import { fieldManagerOf } from "../check/naming";
import { ApiError, isStaleWrite } from "../client/errors";
import type { KubeObject, ObjectRef } from "../client/types";
import { isPatchResource } from "../kinds/catalog";
import { normalizeInputs } from "../kinds/normalize";
import { isCustomResourceDefinition, kindOf, nameOf, textAt } from "../kinds/objects";
import { leaveIgnored } from "../ssa/ignore";
import { takeOver } from "../ssa/managed-fields";
import { FIELD_MANAGER_KEY, checkpoint, initialApiVersionOf, parseCheckpoint, plainObject } from "../state/checkpoint";
import { formatId } from "../state/ids";
import { asObject, asProperties, explain, isMissingKind, timeoutOf, type Call } from "./call";
import { takesFieldsOver } from "./force";
import { refOfState } from "./refs";
import { relinquish } from "./relinquish";

/** What the engine hands over. */
export interface UpdateArguments {
  /** The state, as an earlier operation returned it. */
  state: PropertyMap;
  /** Checked inputs. */
  news: PropertyMap;
  ignoreChanges: readonly string[];
  preview: boolean;
  /** Seconds of customTimeouts; 0: none. */
  timeout: number;
}

/** Objects change under our hands; that many times we look again. */
const MOST_ATTEMPTS = 5;

/**
 * Applies inputs to an object that exists.
 * @returns the new state
 * @throws PluginError with the live object when it could not be changed or is not ready
 */
export async function update(
  call: Call,
  { state, news, ignoreChanges, preview, timeout }: UpdateArguments,
): Promise<PropertyMap> {
  const { session, urn, signal } = call;
  const inputs = normalizeInputs(plainObject(news));
  if (preview && (containsUnknown(inputs) || !(await session.serves(kindOf(inputs), signal)))) return news;
  if (!session.isReachable) throw session.unreachableError();

  const { inputs: oldInputs, live: oldLive } = parseCheckpoint(state);
  const recorded = textAt(state, FIELD_MANAGER_KEY);
  const fieldManager = fieldManagerOf(inputs, recorded);
  const initialApiVersion = initialApiVersionOf(state, oldInputs);
  const newState = (object: KubeObject): PropertyMap =>
    checkpoint(asProperties(object), { inputs, secretsOf: news, initialApiVersion, fieldManager });
  const ref = { ...refOfState(inputs, nameOf(oldLive)), apiVersion: kindOf(inputs).apiVersion };

  try {
    let live = await write(call, { ref, inputs, ignoreChanges, fieldManager, preview });
    if (preview) return newState(live);
    const report = (text: string): void => {
      session.status(text, urn);
    };
    live = await awaitReady(live, { client: session.client, signal, ...timeoutOf(timeout), report });
    session.status("", urn);
    const former = fieldManagerOf(oldInputs, recorded);
    if (former !== fieldManager) await relinquish(session.client, ref, former, signal);
    if (isCustomResourceDefinition(inputs)) session.forgetKinds();
    return newState(live);
  } catch (error) {
    if (preview && error instanceof ApiError && error.status === 403) return news;
    if (isMissingKind(error)) {
      throw new Error(
        `update of resource "${urn}" failed because the Kubernetes API server reported that the apiVersion for this ` +
          `resource does not exist. Verify that any required CRDs have been created: ${error.message}`,
        { cause: error },
      );
    }
    if (isAbortError(error) || error instanceof PluginError) throw error;
    const why = explain(error, news, fieldManager);
    const live = error instanceof NotReadyError ? error.object : await lastSeen(call, ref);
    if (preview || live === undefined) {
      throw new Error(`update of resource "${urn}" failed: ${why}`, { cause: error });
    }
    const id = formatId(live.metadata.namespace ?? "", live.metadata.name ?? "");
    const message = `the Kubernetes API server reported that "${id}" failed to fully initialize or become live: ${why}`;
    const reasons = [message, ...(error instanceof NotReadyError ? error.reasons : [])];
    throw resourceInitFailed(message, { id, properties: newState(live), inputs: news, reasons });
  }
}

interface Write {
  ref: ObjectRef;
  inputs: PropertyMap;
  ignoreChanges: readonly string[];
  fieldManager: string;
  preview: boolean;
}

async function write(call: Call, change: Write): Promise<KubeObject> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeOnce(call, change);
    } catch (error) {
      if (attempt >= MOST_ATTEMPTS || !isStaleWrite(error)) throw error;
    }
  }
}

async function writeOnce(
  call: Call,
  { ref, inputs, ignoreChanges, fieldManager, preview }: Write,
): Promise<KubeObject> {
  const { session, urn, signal } = call;
  const { client, settings } = session;
  const found = await client.get(ref, signal);
  if (found === undefined) throw new Error(`${ref.kind} "${ref.name}" not found; refresh the stack to create it again`);
  if (isCustomResourceDefinition(inputs)) {
    // A CRD is replaced in place: a patch could not take versions away, and deleting it would delete all its objects.
    const object = asObject(inputs);
    const { resourceVersion = "" } = found.metadata;
    const metadata = { ...object.metadata, resourceVersion };
    return client.replace({ ...object, metadata }, { fieldManager, dryRun: preview }, signal);
  }
  const live = preview || isPatchResource(urn, ref.kind) ? found : await adopt(call, found, ref, fieldManager);
  const applied = leaveIgnored(inputs, live, ignoreChanges, fieldManager);
  const force = takesFieldsOver(inputs, live, { enablePatchForce: settings.enablePatchForce, preview });
  return client.apply(asObject(applied), { fieldManager, dryRun: preview, force }, signal);
}

/** Hands what the creation wrote, without server-side apply, to the manager that applies from now on. */
async function adopt(call: Call, live: KubeObject, ref: ObjectRef, fieldManager: string): Promise<KubeObject> {
  const entries = takeOver(live, fieldManager);
  if (entries === undefined) return live;
  const patch = [
    { op: "replace", path: "/metadata/managedFields", value: entries },
    // Refused as stale when the object has changed meanwhile.
    { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
  ];
  return call.session.client.jsonPatch(ref, patch, call.signal);
}

async function lastSeen({ session, signal }: Call, ref: ObjectRef): Promise<KubeObject | undefined> {
  try {
    return await session.client.get(ref, signal);
  } catch {
    // The first error is the one to tell.
    return undefined;
  }
}
