import assert from "node:assert/strict";

import { changedFiles, goldenStacks } from "./changes";

describe("a change of a stack file", () => {
  for (const stack of goldenStacks) {
    it(`to what ${stack} says anyway changes nothing`, async () => {
      assert.deepEqual(await changedFiles(stack, { "mllp:preShutdownDelay": "5s" }), []);
    });
  }

  it("of one variable changes the ConfigMap and the pods that must read it again (R-62)", async () => {
    assert.deepEqual(await changedFiles("staging", { "mllp:logLevel": "debug" }), [
      "healthcare-staging/configmap.mllp-server-config.yaml",
      "healthcare-staging/deployment.mllp-server.yaml",
    ]);
  });

  it("of one figure of the pods changes the Deployment", async () => {
    assert.deepEqual(await changedFiles("prod", { "mllp:resources": { limits: { memory: "1Gi" } } }), [
      "healthcare-prod/deployment.mllp-server.yaml",
    ]);
  });

  it("of the autoscaler's bounds changes the autoscaler, and its minimum the first count too", async () => {
    const autoscaler = "healthcare-prod/horizontalpodautoscaler.mllp-server.yaml";
    assert.deepEqual(await changedFiles("prod", { "mllp:hpa": { maxReplicas: 20 } }), [autoscaler]);
    assert.deepEqual(await changedFiles("prod", { "mllp:hpa": { minReplicas: 3 } }), [
      "healthcare-prod/deployment.mllp-server.yaml",
      autoscaler,
    ]);
  });

  it("of a switch adds and removes objects", async () => {
    assert.deepEqual(await changedFiles("dev", { "mllp:clientNamespaces": ["hl7-sender"] }), [
      "+_cluster/namespacepatch.hl7-sender.yaml",
    ]);
    assert.ok(
      (await changedFiles("prod", { "mllp:tls": { enabled: false } })).includes(
        "-healthcare-prod/secret.mllp-tls.yaml",
      ),
    );
  });
}).timeout(60_000);
