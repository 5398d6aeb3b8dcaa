/** Check: the inputs that the other operations work with. */
import type { PropertyMap } from "../../shared/values";
import { type EngineNaming, assignName, isGenerateName, keepName } from "../check/naming";
import { checkAwaitAnnotations } from "../await";
import {
  isListType,
  isPatchResource,
  lifecycleWarning,
  nameOfUrn,
  tokenOfUrn,
  typeOfToken,
  type ResourceType,
} from "../kinds/catalog";
import { normalizeInputs } from "../kinds/normalize";
import {
  isCustomResourceDefinition,
  isUnknown,
  nameOf,
  namespaceOf,
  setAt,
  setNamespace,
  textAt,
  valueAt,
} from "../kinds/objects";
import { plainObject } from "../state/checkpoint";
import { withSecretsOf } from "../state/secrets";
import { annotationsOf, type Call } from "./call";

/** What the engine hands over. */
export interface CheckArguments {
  /** The inputs of the last update; empty for a new resource. */
  olds: PropertyMap;
  news: PropertyMap;
  /** Makes chosen names repeatable; empty: random. */
  seed: Uint8Array;
  naming: EngineNaming | undefined;
}

const MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";

/**
 * Normalises inputs, names what is unnamed and fills in the default namespace.
 * @throws Error for what the API has no single object for, and for settings that contradict each other
 */
export async function check(call: Call, { olds, news, seed, naming }: CheckArguments): Promise<PropertyMap> {
  const { session, urn, signal } = call;
  const type = resourceType(urn);
  if (isListType(type)) {
    throw new Error(
      "list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created directly. " +
        "Use the underlying resource type instead",
    );
  }
  if (!session.isReachable && session.settings.skipUpdateUnreachable) {
    session.log("warning", "Cluster is unreachable but skipUpdateUnreachable flag is set to true, skipping...", urn);
    return olds;
  }
  const oldInputs = plainObject(olds);
  const inputs = normalizeInputs(plainObject(news));
  if (!("metadata" in inputs)) inputs["metadata"] = {};
  if (
    isPatchResource(urn, textAt(inputs, "kind")) &&
    nameOf(inputs) === "" &&
    !isUnknown(valueAt(inputs, "metadata", "name"))
  ) {
    throw new Error("patch resources require the `.metadata.name` field to be set");
  }
  warnOfInternalAnnotations(call, inputs);
  checkAwaitAnnotations(annotationsOf(inputs));
  if (Object.keys(oldInputs).length > 0) {
    keepName(inputs, oldInputs);
    // Only objects that already carry the label keep it, so that an import changes nothing.
    if (textAt(oldInputs, "metadata", "labels", MANAGED_BY_LABEL) === "pulumi") {
      setAt(inputs, ["metadata", "labels", MANAGED_BY_LABEL], "pulumi");
    }
  } else {
    assignName(inputs, nameOfUrn(urn), seed, naming);
  }
  if (isGenerateName(inputs)) {
    throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
  }
  warnOfVersion(call, type);
  const { defaultNamespace } = session;
  const hasNamespace = namespaceOf(inputs) !== "" || isUnknown(valueAt(inputs, "metadata", "namespace"));
  if (defaultNamespace !== undefined && defaultNamespace !== "" && !hasNamespace) {
    // A kind that nobody knows yet is taken for a namespaced one; creation corrects that.
    if ((await session.isNamespaced(type, signal)) ?? true) setNamespace(inputs, defaultNamespace);
  }
  if (isCustomResourceDefinition(inputs)) session.noteDefinition(inputs);
  return withSecretsOf(inputs, news);
}

/** The kind that a URN names. @throws Error for components and others that are no API objects */
export function resourceType(urn: string): ResourceType {
  const token = tokenOfUrn(urn);
  const type = typeOfToken(token);
  const refused = /^kubernetes:(helm\.sh|kustomize|yaml)[/:]/.test(token);
  if (type === undefined || refused) {
    throw new Error(
      `the lab's kubernetes provider has no "${token}": it knows types that stand for one API object ` +
        "(kubernetes:group/version:Kind). Use the objects themselves, or the official plugin",
    );
  }
  return type;
}

function warnOfInternalAnnotations({ session, urn }: Call, inputs: PropertyMap): void {
  for (const annotation of Object.keys(annotationsOf(inputs))) {
    if (!annotation.startsWith("pulumi.com/autonamed")) continue;
    session.log("warning", `ignoring user-specified value for internal annotation "${annotation}"`, urn);
  }
}

function warnOfVersion({ session, urn }: Call, type: ResourceType): void {
  if (session.minor === undefined) return;
  const warning = lifecycleWarning(type, session.minor);
  if (warning === undefined) return;
  if (warning.kind === "deprecated" && session.settings.suppressDeprecationWarnings) return;
  session.log("warning", warning.message, urn);
}
