import assert from "node:assert/strict";
import type { PodSettings } from "../../../components/builders/pod-settings";
import { podTemplate, type PodTemplate } from "../../../components/builders/pod-template";
import type { Labels } from "../../../components/types";
import { identity, settings } from "../fixtures";

const template = (changes: Partial<PodSettings> = {}): PodTemplate =>
  podTemplate(identity, { ...settings, ...changes }, { serviceAccountName: "shop" });

describe("components/builders/scheduling", () => {
  it("spreads and keeps apart the pods of this workload", () => {
    const { spec } = template({
      scheduling: {
        spread: [
          { over: "zone", whenUnsatisfiable: "ScheduleAnyway" },
          {
            over: "hostname",
            whenUnsatisfiable: "DoNotSchedule",
            nodeTaintsPolicy: "Honor",
            matchLabelKeys: ["pod-template-hash"],
          },
        ],
        avoid: [{ same: "zone", weight: 100 }],
      },
    });
    const labelSelector = { matchLabels: { app: "shop" } };
    assert.deepEqual(spec.topologySpreadConstraints, [
      { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector },
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector,
        nodeTaintsPolicy: "Honor",
        matchLabelKeys: ["pod-template-hash"],
      },
    ]);
    assert.deepEqual(spec.affinity?.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution, [
      { weight: 100, podAffinityTerm: { labelSelector, topologyKey: "topology.kubernetes.io/zone" } },
    ]);
  });

  it("spreads among all workloads of a group, and refuses pods outside of it (SPEC 1.4.3)", () => {
    const scheduling = { spread: [{ over: "zone" as const, whenUnsatisfiable: "ScheduleAnyway" as const }] };
    const selector = { app: "shop", track: "canary" };
    const build = (group: Labels): PodTemplate =>
      podTemplate({ ...identity, selector, group }, { ...settings, scheduling }, { serviceAccountName: "shop" });
    const { spec, metadata } = build({ app: "shop" });
    assert.deepEqual(spec.topologySpreadConstraints?.[0]?.labelSelector, { matchLabels: { app: "shop" } });
    assert.equal(metadata.labels["track"], "canary");
    assert.throws(() => build({ app: "other" }), /podLabels\.app: "shop" is given, allowed is "other"/);
  });

  it("tolerates only a named taint (R-46)", () => {
    const tolerations = [{ key: "", value: "search", effect: "NoSchedule" as const }];
    assert.throws(() => template({ scheduling: { tolerations } }), /an empty key or value is given/);
  });
});
