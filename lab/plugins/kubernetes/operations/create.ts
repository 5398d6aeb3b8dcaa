/** Create: a new object, and the wait until it is ready. */
import { setTimeout as pause } from "node:timers/promises";
import { PluginError, isAbortError, resourceInitFailed } from "../../shared";
import { containsUnknown, type PropertyMap } from "../../shared/values";
import { NotReadyError, awaitReady } from "../await";
import { fieldManagerOf } from "../check/naming";
import { ApiError, isAlreadyExists, isNamespaceNotFound, isNotFound } from "../client/errors";
import type { KubeObject } from "../client/types";
import { isPatchResource } from "../kinds/catalog";
import { isCustomResourceDefinition, kindOf } from "../kinds/objects";
import { CREATION_MANAGER, managedFieldsOf } from "../ssa/managed-fields";
import { checkpoint, plainObject } from "../state/checkpoint";
import { formatId } from "../state/ids";
import { asObject, asProperties, explain, isMissingKind, timeoutOf, type Call } from "./call";
import { takesFieldsOver } from "./force";

/** What the engine hands over. */
export interface CreateArguments {
  /** Checked inputs. */
  news: PropertyMap;
  preview: boolean;
  /** Seconds of customTimeouts; 0: none. */
  timeout: number;
}

/** The new resource. */
export interface CreateResult {
  /** Empty in a preview. */
  id: string;
  properties: PropertyMap;
}

/** Milliseconds before an object whose namespace or kind is missing is tried again; it doubles up to 31 s in all. */
const FIRST_PAUSE = 250;
const MOST_ATTEMPTS = 8;

/** A preview that the server cannot answer. */
class NoPreview extends Error {}

/**
 * Creates an object; one that exists already is an error unless the provider upserts. A namespace or a CRD that is
 * still on its way is waited for.
 * @throws PluginError with the live object when it was created but is not ready
 */
export async function create(call: Call, { news, preview, timeout }: CreateArguments): Promise<CreateResult> {
  const { session, urn, signal } = call;
  const inputs = plainObject(news);
  if (preview && (await cannotPreview(call, inputs))) return { id: "", properties: news };
  if (!session.isReachable) throw session.unreachableError();

  const fieldManager = fieldManagerOf(inputs, "");
  const initialApiVersion = kindOf(inputs).apiVersion;
  let live: KubeObject;
  try {
    live = await write(call, inputs, fieldManager, preview);
  } catch (error) {
    if (preview && isUnpreviewable(error)) return { id: "", properties: news };
    throw creationError(error, urn, inputs, news, fieldManager);
  }
  const state = (object: KubeObject): PropertyMap =>
    checkpoint(asProperties(object), { inputs, secretsOf: news, initialApiVersion, fieldManager });
  const idOf = ({ metadata }: KubeObject): string => formatId(metadata.namespace ?? "", metadata.name ?? "");
  if (preview) {
    // An empty status would be read as a known one by the program.
    delete live["status"];
    return { id: "", properties: state(live) };
  }
  try {
    const report = (text: string): void => {
      session.status(text, urn);
    };
    live = await awaitReady(live, { client: session.client, signal, ...timeoutOf(timeout), report });
  } catch (error) {
    const object = error instanceof NotReadyError ? error.object : live;
    const reason = explain(error, news, fieldManager);
    const message = `resource "${urn}" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live: ${reason}`;
    const reasons = error instanceof NotReadyError ? error.reasons : [];
    throw resourceInitFailed(message, {
      id: idOf(live),
      properties: state(object),
      inputs: news,
      reasons: [message, ...reasons],
    });
  }
  session.status("", urn);
  if (isCustomResourceDefinition(inputs)) session.forgetKinds();
  return { id: idOf(live), properties: state(live) };
}

/** The server cannot judge what is unknown, of an unknown kind, or only part of an object. */
async function cannotPreview({ session, urn, signal }: Call, inputs: PropertyMap): Promise<boolean> {
  const kind = kindOf(inputs);
  return containsUnknown(inputs) || isPatchResource(urn, kind.kind) || !(await session.serves(kind, signal));
}

async function write(call: Call, inputs: PropertyMap, fieldManager: string, preview: boolean): Promise<KubeObject> {
  const { session, urn, signal } = call;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeOnce(call, inputs, fieldManager, preview);
    } catch (error) {
      if (preview && isNamespaceNotFound(error)) throw new NoPreview();
      if (attempt >= MOST_ATTEMPTS || !(isNotFound(error) || isMissingKind(error))) throw error;
      session.status(`Retry #${attempt}; creation failed: ${explain(error, inputs, fieldManager)}`, urn);
      await pause(FIRST_PAUSE * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

async function writeOnce(call: Call, inputs: PropertyMap, fieldManager: string, preview: boolean): Promise<KubeObject> {
  const { session, urn, signal } = call;
  const { client, settings } = session;
  const object = asObject(inputs);
  if (settings.upsertExistingObjects || isPatchResource(urn, object.kind)) {
    const force = takesFieldsOver(inputs, undefined, { enablePatchForce: settings.enablePatchForce, preview });
    return client.apply(object, { fieldManager, dryRun: preview, force }, signal);
  }
  const startedAt = Date.now();
  const options = { fieldManager: CREATION_MANAGER, dryRun: preview };
  try {
    return await client.create(object, options, signal);
  } catch (error) {
    const lost = isAlreadyExists(error) && error.maybeRepeated && !preview;
    const own = lost ? await ownCreation(call, object, startedAt) : undefined;
    if (own === undefined) throw error;
    return own;
  }
}

/** The object that an attempt of ours made whose answer was lost, rather than one that somebody else made. */
async function ownCreation(call: Call, object: KubeObject, startedAt: number): Promise<KubeObject | undefined> {
  const { name = "", namespace } = object.metadata;
  const ref = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const live = await call.session.client.get(ref, call.signal);
  if (live === undefined) return undefined;
  const isOurs = managedFieldsOf(live).some(({ manager }) => manager === CREATION_MANAGER);
  // The server's times are whole seconds, and its clock may be a little off.
  const isNew = Date.parse(live.metadata.creationTimestamp ?? "") >= startedAt - 5_000;
  return isOurs && isNew ? live : undefined;
}

/** What a preview cannot find out although the creation may well succeed. */
function isUnpreviewable(error: unknown): boolean {
  if (error instanceof NoPreview || isAlreadyExists(error)) return true;
  if (!(error instanceof ApiError)) return false;
  return error.status === 403 || (error.status === 400 && error.message.includes("does not support dry run"));
}

function creationError(
  error: unknown,
  urn: string,
  inputs: PropertyMap,
  news: PropertyMap,
  fieldManager: string,
): unknown {
  if (isAbortError(error) || error instanceof PluginError) return error;
  const why = explain(error, news, fieldManager);
  if (isMissingKind(error)) {
    const { apiVersion, kind } = kindOf(inputs);
    return new Error(
      `creation of resource "${urn}" with kind ${apiVersion}/${kind} failed because the Kubernetes API server reported ` +
        `that the apiVersion for this resource does not exist. Verify that any required CRDs have been created: ${why}`,
    );
  }
  const hint = isAlreadyExists(error)
    ? "\n\nThe resource already exists in the cluster. Adopt it with `pulumi import`, change only some of its fields with " +
      "a Patch resource, keep its identity with an alias if the Pulumi resource was renamed, or let the provider take " +
      "over existing objects with upsertExistingObjects."
    : "";
  return new Error(`resource "${urn}" was not successfully created by the Kubernetes API server: ${why}${hint}`);
}
