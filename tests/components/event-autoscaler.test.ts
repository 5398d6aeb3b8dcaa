import assert from "node:assert/strict";
import type { JetStreamTrigger } from "../../components/builders/event-autoscaler";
import { EventAutoscaler, type EventAutoscalerArgs } from "../../components/event-autoscaler";
import { identity } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const trigger: JetStreamTrigger = {
  monitoringEndpoint: "nats-headless.shop-dev.svc:8222",
  stream: "ORDERS",
  consumer: "shop",
  lagThreshold: 100,
};
const make = (changes: Partial<EventAutoscalerArgs> = {}): Promise<Recording> =>
  record(
    () =>
      new EventAutoscaler("shop-autoscaler", {
        workload: identity,
        minReplicas: 2,
        maxReplicas: 20,
        trigger,
        ...changes,
      }),
  );
const fields = ({ inputs }: Recorded): Record<string, Record<string, unknown>> =>
  inputs as Record<string, Record<string, unknown>>;

describe("components/event-autoscaler", () => {
  it("scales the Deployment of the workload's name, under that name", async () => {
    const { metadata, spec } = fields((await make()).one("ScaledObject"));
    assert.equal(metadata?.["name"], "shop");
    assert.deepEqual(spec?.["scaleTargetRef"], { apiVersion: "apps/v1", kind: "Deployment", name: "shop" });
  });

  it("takes another name and another target", async () => {
    const { one } = await make({ name: "shop-lag", target: { kind: "StatefulSet", name: "shop-queue" } });
    const { metadata, spec } = fields(one("ScaledObject"));
    assert.equal(metadata?.["name"], "shop-lag");
    assert.deepEqual(spec?.["scaleTargetRef"], { apiVersion: "apps/v1", kind: "StatefulSet", name: "shop-queue" });
  });

  it("makes no TriggerAuthentication without a Secret", async () => {
    assert.deepEqual((await make()).all("TriggerAuthentication"), []);
  });

  it("makes the TriggerAuthentication before the ScaledObject that refers to it", async () => {
    const { one } = await make({ trigger: { ...trigger, account: { secret: "shop-nats", key: "account" } } });
    const authentication = one("TriggerAuthentication");
    assert.equal(fields(authentication)["metadata"]?.["name"], "shop");
    assert.deepEqual(one("ScaledObject").dependencies, [authentication.urn]);
  });

  it("names the HorizontalPodAutoscaler that KEDA makes of it", async () => {
    await record(() => {
      const made = new EventAutoscaler("a", { workload: identity, minReplicas: 1, maxReplicas: 2, trigger });
      assert.equal(made.generatedAutoscalerName, "keda-hpa-shop");
    });
  });

  it("says where a value was refused", async () => {
    await assert.rejects(
      make({ minReplicas: 0 }),
      /EventAutoscaler "shop-autoscaler", child "shop-autoscaler-autoscaler": minReplicas: 0 is given/,
    );
  });
});
