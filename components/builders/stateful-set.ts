import { ArgumentError, wholeNumber } from "../argument-error";
import type { WorkloadIdentity } from "../types";
import { metadata, type Metadata, type ObjectSettings } from "./metadata";
import { claimTemplate, type ClaimTemplateFields, type ClaimTemplateSettings } from "./persistent-volume-claim";
import type { PodTemplate } from "./pod-template";

/** How a StatefulSet numbers, starts and replaces its pods. */
export interface StatefulSetSettings {
  readonly replicas: number;
  /** The headless Service that gives each pod its name in DNS. */
  readonly serviceName: string;
  readonly claimTemplates: readonly ClaimTemplateSettings[];
  /** "OrderedReady": one pod after the other; "Parallel": all at once, for a quorum that starts together. */
  readonly podManagementPolicy: "OrderedReady" | "Parallel";
  /** "OnDelete": a pod takes a new template only when somebody deletes it. */
  readonly updateStrategy: "RollingUpdate" | "OnDelete";
  /** A standalone claim that only one node can attach is mounted. */
  readonly hasExclusiveClaim: boolean;
}

/** A StatefulSet as the API takes it. */
export interface StatefulSetFields {
  metadata: Metadata;
  spec: {
    replicas: number;
    serviceName: string;
    selector: { matchLabels: Record<string, string> };
    podManagementPolicy: "OrderedReady" | "Parallel";
    updateStrategy: { type: "RollingUpdate" | "OnDelete" };
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain"; whenScaled: "Retain" };
    volumeClaimTemplates?: ClaimTemplateFields[];
    template: PodTemplate;
  };
}

/**
 * A StatefulSet. The claims of its pods outlive it and every reduction of its replicas: that is the API's default, and
 * stated, so that nobody has to know it (G-58; Kubernetes, StatefulSets: PersistentVolumeClaim retention).
 * @throws ArgumentError for several replicas on one exclusive standalone claim, and for a template name used twice.
 */
export function statefulSet(
  identity: WorkloadIdentity,
  object: Omit<ObjectSettings, "name">,
  settings: StatefulSetSettings,
  template: PodTemplate,
): StatefulSetFields {
  const { claimTemplates, podManagementPolicy, serviceName } = settings;
  const replicas = wholeNumber("replicas", settings.replicas, 1);
  if (settings.hasExclusiveClaim && replicas > 1) {
    const given = `${replicas} with a ReadWriteOnce claim`;
    throw new ArgumentError(
      "replicas",
      given,
      "exactly 1",
      "use a claim template, which gives each pod its own (R-44)",
    );
  }
  const repeated = claimTemplates.find(({ name }, index) => claimTemplates.findIndex((t) => t.name === name) !== index);
  if (repeated !== undefined) {
    throw new ArgumentError("claimTemplates", `"${repeated.name}" twice`, "each name once", "rename one of them");
  }
  return {
    metadata: metadata(identity, { ...object, name: identity.name }),
    spec: {
      replicas,
      serviceName,
      selector: { matchLabels: { ...identity.selector } },
      podManagementPolicy,
      updateStrategy: { type: settings.updateStrategy },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      ...(claimTemplates.length === 0 ? {} : { volumeClaimTemplates: claimTemplates.map(claimTemplate) }),
      template,
    },
  };
}
