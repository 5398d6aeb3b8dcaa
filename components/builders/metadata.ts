import { parseDnsLabel, parseDnsSubdomain, parseLabelKey, parseLabelValue } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";

/** The annotation that carries the ids of an object's exemptions, joined by commas. */
const exemptionsAnnotation = "bulwark.io/exemptions";

/** Metadata of a namespaced object, as plain values. */
export interface Metadata {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
}

/** What one object adds to the identity of its workload. */
export interface ObjectSettings {
  readonly name: string;
  readonly labels?: Labels | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly exemptions?: readonly string[] | undefined;
}

/**
 * Metadata with fixed name and the labels of R-73, which never replace a label of the seed.
 * @throws ArgumentError for names, labels and exemption ids that the API server would refuse.
 */
export function metadata(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  { name, labels = {}, annotations = {}, exemptions = [] }: ObjectSettings,
): Metadata {
  const allAnnotations = { ...annotations, ...exemptionAnnotation(exemptions) };
  return {
    name: at("name", () => parseDnsSubdomain(name)),
    namespace: at("namespace", () => parseDnsLabel(identity.namespace)),
    labels: checkedLabels("labels", { ...standardLabels(identity), ...labels }),
    ...(Object.keys(allAnnotations).length === 0 ? {} : { annotations: checkedAnnotations(allAnnotations) }),
  };
}

/** The labels that every object gets. */
export function standardLabels({ name, partOf }: Pick<WorkloadIdentity, "name" | "partOf">): Record<string, string> {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": partOf,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** @throws ArgumentError naming the label whose key or value the API server would refuse. */
export function checkedLabels(path: string, labels: Labels): Record<string, string> {
  for (const [key, value] of Object.entries(labels)) {
    at(`${path}.${key}`, () => parseLabelKey(key));
    at(`${path}.${key}`, () => parseLabelValue(value));
  }
  return { ...labels };
}

/** The annotation for a list of exemption ids, sorted and without repetition; nothing for an empty list. */
export function exemptionAnnotation(ids: readonly string[]): Record<string, string> {
  for (const id of ids) {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(id)) {
      const allowed = "an id of lower-case letters, digits, . and -";
      throw new ArgumentError(
        "exemption",
        JSON.stringify(id),
        allowed,
        "use the id of an entry in policies/exemptions.yaml",
      );
    }
  }
  return ids.length === 0 ? {} : { [exemptionsAnnotation]: [...new Set(ids)].sort().join(",") };
}

function checkedAnnotations(annotations: Readonly<Record<string, string>>): Record<string, string> {
  for (const key of Object.keys(annotations)) at(`annotations.${key}`, () => parseLabelKey(key));
  return { ...annotations };
}
