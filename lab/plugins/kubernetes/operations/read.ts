/** Read: the live object, for refresh, import and `.get`. */
import { resourceInitFailed } from "../../shared";
import type { PropertyMap } from "../../shared/values";
import { unreadyReasons } from "../await";
import { fieldManagerOf } from "../check/naming";
import type { KubeObject } from "../client/types";
import { inputFieldsOf } from "../kinds/inputs";
import { normalizeInputs } from "../kinds/normalize";
import { copyOf, kindOf, nameOf, namespaceOf, removeAt, setAt, setNamespace, textAt, valueAt } from "../kinds/objects";
import { prune } from "../kinds/prune";
import { FIELD_MANAGER_KEY, checkpoint, initialApiVersionOf, parseCheckpoint, plainObject } from "../state/checkpoint";
import { formatId, parseId } from "../state/ids";
import { withSecretsOf } from "../state/secrets";
import { asProperties, isMissingKind, type Call } from "./call";
import { resourceType } from "./check";
import { refOfState } from "./refs";

/** What the engine hands over. */
export interface ReadArguments {
  id: string;
  /** The state, empty for an import or a `.get`. */
  state: PropertyMap;
  /** The inputs of the last update, empty for an import or a `.get`. */
  inputs: PropertyMap;
}

/** What was read. */
export interface ReadResult {
  id: string;
  state: PropertyMap;
  inputs: PropertyMap;
}

const DELETE_HINT =
  "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the " +
  'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"';

/** What the API server, and not a program, writes into an object. */
const SERVER_FIELDS: readonly (readonly string[])[] = [
  ["metadata", "creationTimestamp"],
  ["metadata", "generation"],
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
  ["metadata", "uid"],
  ["metadata", "annotations", "deployment.kubernetes.io/revision"],
  ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
];

/**
 * Reads an object; undefined when it does not exist any more. Inputs are the live values of what the program set, or,
 * when nothing is known of a program, of everything a program could set.
 * @throws PluginError with the live object when it is not ready
 */
export async function read(call: Call, { id, state, inputs: olds }: ReadArguments): Promise<ReadResult | undefined> {
  const { session, urn, signal } = call;
  if (!session.isReachable) return readWithoutCluster(call, { id, state, inputs: olds });
  const { namespace, name } = parseId(id);
  if (name === "") throw new Error(`failed to read resource because its id "${id}" names no object`);
  const oldInputs = normalizeInputs(plainObject(olds));
  const isNew = identify(oldInputs, parseCheckpoint(state).live, urn, namespace, name);

  const live = await find(call, oldInputs, name);
  if (live === undefined) return undefined;
  const liveInputs = prune(asProperties(live), oldInputs);
  if (isNew) {
    for (const field of inputFieldsOf(resourceType(urn))) {
      const value = valueAt(asProperties(live), field);
      if (value !== undefined) setAt(liveInputs, [field], value);
    }
    const copy = copyOf(liveInputs);
    for (const path of SERVER_FIELDS) removeAt(copy, ...path);
    return result(id, live, copy, { state, olds, oldInputs });
  }
  const found = result(id, live, liveInputs, { state, olds, oldInputs });
  const reasons = await unreadyReasons(live, { client: session.client, signal });
  if (reasons.length > 0) {
    const message = `${live.kind} "${id}" is not ready: ${reasons.join("; ")}`;
    throw resourceInitFailed(message, { id: found.id, properties: found.state, inputs: found.inputs, reasons });
  }
  return found;
}

/** Completes what identifies the object; true when nothing of it was known but the id. */
function identify(inputs: PropertyMap, live: PropertyMap, urn: string, namespace: string, name: string): boolean {
  if (textAt(inputs, "kind") !== "") return false;
  const isNew = textAt(live, "kind") === "";
  const { apiVersion, kind } = isNew ? patchedType(urn) : kindOf(live);
  inputs["apiVersion"] = apiVersion;
  inputs["kind"] = kind;
  if (!("metadata" in inputs)) inputs["metadata"] = {};
  if (nameOf(inputs) === "") setAt(inputs, ["metadata", "name"], name);
  if (namespaceOf(inputs) === "" && namespace !== "") setNamespace(inputs, namespace);
  return isNew;
}

/** A Patch resource reads the object that it patches. */
function patchedType(urn: string): { apiVersion: string; kind: string } {
  const { apiVersion, kind } = resourceType(urn);
  return { apiVersion, kind: kind.replace(/Patch$/, "") };
}

async function find({ session, signal }: Call, inputs: PropertyMap, name: string): Promise<KubeObject | undefined> {
  try {
    return await session.client.get(refOfState(inputs, name), signal);
  } catch (error) {
    // Without its CRD an object does not exist either.
    if (isMissingKind(error)) return undefined;
    throw error;
  }
}

function result(
  id: string,
  live: KubeObject,
  liveInputs: PropertyMap,
  { state, olds, oldInputs }: { state: PropertyMap; olds: PropertyMap; oldInputs: PropertyMap },
): ReadResult {
  const { namespace = "", name = "" } = live.metadata;
  return {
    id: id || formatId(namespace, name),
    state: checkpoint(asProperties(live), {
      inputs: liveInputs,
      secretsOf: olds,
      initialApiVersion: initialApiVersionOf(state, oldInputs),
      fieldManager: fieldManagerOf(oldInputs, textAt(state, FIELD_MANAGER_KEY)),
    }),
    inputs: withSecretsOf(liveInputs, olds),
  };
}

function readWithoutCluster({ session, urn }: Call, { id, state, inputs }: ReadArguments): ReadResult | undefined {
  const { settings } = session;
  session.log("warning", session.unreachableError().message, urn);
  if (settings.deleteUnreachable) {
    session.log(
      "info",
      "the `deleteUnreachable` option is enabled. Deleting the unreachable resource from Pulumi state",
      urn,
    );
    return undefined;
  }
  if (settings.skipUpdateUnreachable) {
    session.log(
      "info",
      "the `skipUpdateUnreachable` option is enabled. Returned data could not reflect the cluster",
      urn,
    );
    return { id, state, inputs };
  }
  throw new Error(`failed to read resource state due to unreachable cluster. ${DELETE_HINT}`);
}
