import assert from "node:assert/strict";
import { podTemplate } from "../../../components/builders/pod-template";
import {
  statefulSet,
  type StatefulSetFields,
  type StatefulSetSettings,
} from "../../../components/builders/stateful-set";
import { identity, settings } from "../fixtures";

describe("components/builders/stateful-set", () => {
  const template = podTemplate(identity, settings, { serviceAccountName: "shop" });
  const build = (changes: Partial<StatefulSetSettings> = {}): StatefulSetFields =>
    statefulSet(
      identity,
      {},
      {
        replicas: 3,
        serviceName: "shop-pods",
        claimTemplates: [],
        podManagementPolicy: "OrderedReady",
        updateStrategy: "RollingUpdate",
        hasExclusiveClaim: false,
        ...changes,
      },
      template,
    );

  it("says in the API's words what the settings ask for", () => {
    const { metadata, spec } = build({ podManagementPolicy: "Parallel", updateStrategy: "OnDelete" });
    assert.equal(metadata.name, "shop");
    assert.deepEqual(
      [spec.replicas, spec.serviceName, spec.podManagementPolicy, spec.updateStrategy],
      [3, "shop-pods", "Parallel", { type: "OnDelete" }],
    );
    assert.deepEqual(spec.selector, { matchLabels: { app: "shop" } });
    assert.equal(spec.template, template);
  });

  it("keeps the claims of its pods, whatever becomes of it (G-58)", () => {
    assert.deepEqual(build().spec.persistentVolumeClaimRetentionPolicy, {
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
  });

  it("claims storage for each pod, and none without a template", () => {
    const claim = { name: "data", size: "1Gi" } as const;
    assert.deepEqual(
      build({ claimTemplates: [claim] }).spec.volumeClaimTemplates?.map(({ metadata }) => metadata),
      [{ name: "data" }],
    );
    assert.ok(!("volumeClaimTemplates" in build().spec));
    assert.throws(() => build({ claimTemplates: [claim, claim] }), /claimTemplates: "data" twice/);
  });

  it("refuses several pods on one exclusive claim, and no pod at all (R-44)", () => {
    assert.equal(build({ hasExclusiveClaim: true, replicas: 1 }).spec.replicas, 1);
    assert.throws(() => build({ hasExclusiveClaim: true }), /replicas: 3 with a ReadWriteOnce claim is given/);
    assert.throws(() => build({ replicas: 0 }), /replicas: 0 is given/);
  });
});
