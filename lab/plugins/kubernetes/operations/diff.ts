/** Diff: what an update would change, and whether it must replace the object. */
import type { PropertyMap } from "../../shared/values";
import { isAutonamed, isNamed } from "../check/naming";
import { detailedDiff, type PropertyChange } from "../diff/detailed";
import { mergePatch } from "../diff/merge-patch";
import { containsPath, parsePath } from "../diff/paths";
import { isPatchResource } from "../kinds/catalog";
import { IDENTITY_PATTERNS, forceNewPatterns } from "../kinds/force-new";
import { normalizeInputs } from "../kinds/normalize";
import {
  isAnnotationTrue,
  isUnknown,
  kindOf,
  nameOf,
  namespaceOf,
  removeAt,
  setAt,
  setNamespace,
  textAt,
  valueAt,
} from "../kinds/objects";
import { prune } from "../kinds/prune";
import { parseCheckpoint, plainObject } from "../state/checkpoint";
import { unreadyReasons } from "../await";
import { asProperties, type Call } from "./call";
import { refOfState } from "./refs";

/** What the engine hands over. */
export interface DiffArguments {
  /** The state, as an earlier operation returned it. */
  state: PropertyMap;
  /** Checked inputs. */
  news: PropertyMap;
  ignoreChanges: readonly string[];
}

/** What the engine is told. */
export interface DiffResult {
  changes: ReadonlyMap<string, PropertyChange>;
  hasChanges: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

const REPLACE_UNREADY = "pulumi.com/replaceUnready";

/**
 * Compares new inputs with the live state as last seen, cut down to what the old inputs set: so fields that the cluster
 * fills in never count, and what others changed in ours does once a refresh has seen it.
 */
export async function diff(call: Call, { state, news, ignoreChanges }: DiffArguments): Promise<DiffResult> {
  const { session, urn, signal } = call;
  const { inputs: recorded, live } = parseCheckpoint(state);
  const inputs = normalizeInputs(plainObject(news));
  const old = prune(live, normalizeInputs(recorded));
  const kind = kindOf(inputs);
  const namespaced = (await session.isNamespaced(kind, signal)) ?? true;
  if (!("metadata" in old)) old["metadata"] = {};
  for (const object of [old, inputs]) {
    if (!isUnknown(valueAt(object, "metadata", "namespace"))) {
      setNamespace(object, namespaced ? namespaceOf(object) || "default" : "");
    }
  }
  if (textAt(old, "kind") === "") Object.assign(old, kind);
  removeAt(old, "metadata", "resourceVersion");
  if (nameOf(inputs) !== "") setAt(old, ["metadata", "name"], nameOf(live));

  const patterns = isPatchResource(urn, kind.kind) ? IDENTITY_PATTERNS : forceNewPatterns(inputs, session.settings);
  const changes = detailedDiff(mergePatch(old, inputs), old, patterns);
  dropIgnored(changes, ignoreChanges);
  const replaces = [...changes]
    .filter(([path, change]) => change.replace || (path === "metadata" && change.kind === "delete"))
    .map(([path]) => path);
  let hasChanges = changes.size > 0;
  if (isAnnotationTrue(inputs, REPLACE_UNREADY) && (await isUnreadyJob(call, live))) {
    hasChanges = true;
    replaces.push(`.metadata.annotations["${REPLACE_UNREADY}"]`);
  }
  return { changes, hasChanges, replaces, deleteBeforeReplace: replaces.length > 0 && keepsName(inputs, live) };
}

function dropIgnored(changes: Map<string, PropertyChange>, ignoreChanges: readonly string[]): void {
  const ignored = ignoreChanges.map((text) => {
    const path = parsePath(text);
    if (path === undefined)
      throw new Error(`ignoreChanges: "${text}" is no property path; write it like spec.replicas`);
    return path;
  });
  for (const text of [...changes.keys()]) {
    const path = parsePath(text) ?? [];
    if (ignored.some((ancestor) => containsPath(ancestor, path))) changes.delete(text);
  }
}

/** Two objects of one name cannot exist side by side, so the old one must go first. */
function keepsName(inputs: PropertyMap, live: PropertyMap): boolean {
  return (
    isNamed(inputs) &&
    !isAutonamed(inputs) &&
    nameOf(inputs) === nameOf(live) &&
    namespaceOf(inputs) === namespaceOf(live)
  );
}

async function isUnreadyJob({ session, urn, signal }: Call, live: PropertyMap): Promise<boolean> {
  if (!session.isReachable) {
    session.log("warning", "Cluster is unreachable, skipping replaceUnready check", urn);
    return false;
  }
  if (textAt(live, "kind") !== "Job") {
    session.log("warning", "replaceUnready annotation is not supported for this resource", urn);
    return false;
  }
  const job = await session.client.get(refOfState(live), signal);
  if (job === undefined) return false;
  // Judged although the annotation skipAwait may be set: whether to wait is another question.
  removeAt(asProperties(job), "metadata", "annotations", "pulumi.com/skipAwait");
  return (await unreadyReasons(job, { client: session.client, signal })).length > 0;
}
