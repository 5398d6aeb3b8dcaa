/** Ways to make services less available: updates, autoscalers, budgets, volumes. */
import type { Value } from "../../../policies/values/field";
import { get, textAt, type Item } from "./inventory";
import { both, called, ofKind, type Mutations, type Where } from "./mutation";

const hpa = ofKind("HorizontalPodAutoscaler");
const scaled = ofKind("ScaledObject");
const budget = ofKind("PodDisruptionBudget");

export function loosenAvailability(m: Mutations): void {
  updates(m);
  scaling(m);
  budgets(m);
  volumes(m);
}

function updates(m: Mutations): void {
  m.edit(
    "rolling-update",
    ofKind("Deployment"),
    { "spec.strategy": undefined },
    { "spec.strategy.rollingUpdate.maxUnavailable": 1 },
    { "spec.strategy.rollingUpdate.maxUnavailable": "25%" },
    { "spec.strategy.rollingUpdate.maxSurge": "100%" },
  );
}

function scaling(m: Mutations): void {
  m.edit(
    "scaling-bounds",
    hpa,
    { "spec.minReplicas": 100 },
    { "spec.maxReplicas": 1 },
    { "spec.maxReplicas": undefined },
  );
  m.edit("scaling-bounds", scaled, { "spec.minReplicaCount": 100 }, { "spec.maxReplicaCount": 1 });
  m.edit(
    "scale-to-zero",
    scaled,
    { "spec.minReplicaCount": 0 },
    { "spec.minReplicaCount": undefined },
    { "spec.idleReplicaCount": 0 },
  );
  m.edit("scale-to-zero", hpa, { "spec.minReplicas": 0 });
  m.edit("scaling-signals", hpa, { "spec.metrics": [] }, { "spec.metrics": undefined });
  m.edit("scaling-signals", scaled, { "spec.triggers": [] }, { "spec.triggers": undefined });
  m.edit(
    "scale-targets",
    hpa,
    { "spec.scaleTargetRef.name": "nothing" },
    { "spec.scaleTargetRef.kind": "StatefulSet" },
  );
  m.edit("scale-targets", scaled, { "spec.scaleTargetRef.name": "nothing" }, { "metadata.namespace": "elsewhere" });
  m.edit("trigger-authentications", scaled, { "spec.triggers.0.authenticationRef": { name: "nothing" } });
  m.plus("one-scaler", ...scalersBeside(m));
  m.options("replicas-left-alone", ofKind("Deployment"), { ignoreChanges: [] });
  m.options("replicas-left-alone", ofKind("Deployment"), { ignoreChanges: ["spec.template"] });
  // Utilization is measured against requests, for which a limit stands in.
  const measured = both(ofKind("Deployment"), (item) => !called("bitvault-worker")(item));
  m.inContainers("utilization-requests", "containers", measured, {
    "resources.requests.cpu": undefined,
    "resources.limits.cpu": undefined,
  });
  m.inContainers(
    "utilization-requests",
    "containers",
    both(measured, (item) => !called("mllp-server", "bitvaultd")(item)),
    {
      resources: undefined,
    },
  );
}

/** A ScaledObject for what has a HorizontalPodAutoscaler already, and the other way round. */
function scalersBeside(m: Mutations): readonly Value[] {
  const target = (item: Item): Value => get(item.object, "spec", "scaleTargetRef");
  return m.objects(hpa).map((item) => ({
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "added", namespace: textAt(item, "metadata", "namespace") },
    spec: { scaleTargetRef: target(item), minReplicaCount: 2, triggers: [{ type: "cron" }] },
  }));
}

function budgets(m: Mutations): void {
  m.without("disruption-budget", budget);
  m.edit(
    "disruption-budget",
    budget,
    { "spec.selector.matchLabels": { app: "another" } },
    { "metadata.namespace": "elsewhere" },
  );
  m.edit(
    "budget-targets",
    budget,
    { "spec.selector.matchLabels": { app: "another" } },
    { "metadata.namespace": "elsewhere" },
  );
  m.edit(
    "budget-allows-drain",
    budget,
    { "spec.minAvailable": "100%", "spec.maxUnavailable": undefined },
    { "spec.minAvailable": 3, "spec.maxUnavailable": undefined },
    { "spec.minAvailable": undefined, "spec.maxUnavailable": 0 },
    { "spec.minAvailable": undefined, "spec.maxUnavailable": "0%" },
  );
  m.edit("budget-allows-drain", hpa, { "spec.minReplicas": 1 });
  m.plus("one-budget", ...m.objects(budget).map((item) => renamed(item, "added")));
}

function renamed(item: Item, name: string): Value {
  const metadata = get(item.object, "metadata") as Readonly<Record<string, Value>>;
  return { ...(item.object as Readonly<Record<string, Value>>), metadata: { ...metadata, name } };
}

function volumes(m: Mutations): void {
  const namespaceOf = (item: Item): string => textAt(item, "metadata", "namespace");
  const claim = (item: Item): Value => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "added", namespace: namespaceOf(item) },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "fast-ssd" },
  });
  const mount = { "spec.template.spec.volumes": [{ name: "added", persistentVolumeClaim: { claimName: "added" } }] };
  m.editPlus("single-writer", ofKind("Deployment"), mount, claim);
  const stateful: Where = ofKind("StatefulSet");
  m.edit(
    "storage-class",
    stateful,
    { "spec.volumeClaimTemplates.0.spec.storageClassName": undefined },
    { "spec.volumeClaimTemplates.0.spec.storageClassName": "" },
  );
  m.plus("storage-class", {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "added", namespace: "bitvault-prod" },
    spec: { accessModes: ["ReadWriteOnce"] },
  });
  const retention = "spec.persistentVolumeClaimRetentionPolicy";
  m.edit(
    "claim-retention",
    stateful,
    { [`${retention}.whenDeleted`]: "Delete" },
    { [`${retention}.whenScaled`]: "Delete" },
    { [retention]: { whenDeleted: "Delete", whenScaled: "Delete" } },
  );
  m.options("protect-data", stateful, { protect: false });
  m.plus("protect-data", {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "added", namespace: "bitvault-prod" },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "fast-ssd" },
  });
}
