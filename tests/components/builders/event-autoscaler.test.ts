import assert from "node:assert/strict";
import fc from "fast-check";
import {
  scaledObject,
  triggerAuthentication,
  type EventScalingSettings,
  type JetStreamTrigger,
} from "../../../components/builders/event-autoscaler";
import { ArgumentError } from "../../../components/argument-error";
import type { CustomFields } from "../../../components/custom-resources";
import { identity } from "../fixtures";

const trigger: JetStreamTrigger = {
  monitoringEndpoint: "nats-headless.shop-dev.svc:8222",
  stream: "ORDERS",
  consumer: "shop",
  lagThreshold: 100,
};
const base: EventScalingSettings = {
  name: "shop",
  target: { kind: "Deployment", name: "shop" },
  minReplicas: 2,
  maxReplicas: 20,
  trigger,
};
const build = (changes: Partial<EventScalingSettings>): CustomFields<"ScaledObject"> =>
  scaledObject(identity, { ...base, ...changes });
const withTrigger = (changes: Partial<JetStreamTrigger>): CustomFields<"ScaledObject"> =>
  build({ trigger: { ...trigger, ...changes } });

describe("components/builders/event-autoscaler", () => {
  it("scales the target on the lag of a JetStream consumer (SPEC 1.5.6, 1.5.9)", () => {
    const { metadata, spec } = build({});
    assert.deepEqual([metadata.name, metadata.namespace, metadata.labels["app"]], ["shop", "shop-dev", "shop"]);
    assert.deepEqual(spec, {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
      minReplicaCount: 2,
      maxReplicaCount: 20,
      triggers: [
        {
          type: "nats-jetstream",
          metadata: {
            natsServerMonitoringEndpoint: "nats-headless.shop-dev.svc:8222",
            account: "$G",
            stream: "ORDERS",
            consumer: "shop",
            lagThreshold: "100",
          },
        },
      ],
    });
  });

  it("writes what is not KEDA's default only when it is asked for", () => {
    const { pollingInterval, triggers } = build({
      pollingSeconds: 15,
      trigger: { ...trigger, https: true, account: "shop" },
    }).spec;
    assert.equal(pollingInterval, 15);
    assert.deepEqual([triggers[0]?.metadata["useHttps"], triggers[0]?.metadata["account"]], ["true", "shop"]);
  });

  it("reads values from a Secret through a TriggerAuthentication of its own name, and writes them nowhere", () => {
    const secretive = { ...trigger, account: { secret: "shop-nats", key: "account" } };
    const [only] = build({ trigger: secretive }).spec.triggers;
    assert.deepEqual(only?.authenticationRef, { name: "shop" });
    assert.ok(!("account" in only.metadata));
    const authentication = triggerAuthentication(identity, { name: "shop", trigger: secretive });
    assert.equal(authentication?.metadata.name, "shop");
    assert.deepEqual(authentication.spec.secretTargetRef, [
      { parameter: "account", name: "shop-nats", key: "account" },
    ]);
  });

  it("takes the endpoint from a Secret too", () => {
    const secretive = { ...trigger, monitoringEndpoint: { secret: "shop-nats", key: "monitoring" } };
    assert.ok(!("natsServerMonitoringEndpoint" in (build({ trigger: secretive }).spec.triggers[0]?.metadata ?? {})));
    assert.deepEqual(triggerAuthentication(identity, { name: "shop", trigger: secretive })?.spec.secretTargetRef, [
      { parameter: "natsServerMonitoringEndpoint", name: "shop-nats", key: "monitoring" },
    ]);
  });

  it("needs no TriggerAuthentication when nothing is secret", () => {
    assert.equal(triggerAuthentication(identity, { name: "shop", trigger }), undefined);
  });

  it("never goes down to zero (G-62)", () => {
    assert.throws(() => build({ minReplicas: 0 }), /minReplicas: 0 is given, allowed is a whole number of at least 1/);
  });

  it("accepts exactly a minimum below the maximum", () => {
    const count = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(count, count, (minReplicas, maxReplicas) => {
        if (minReplicas < maxReplicas) build({ minReplicas, maxReplicas });
        else assert.throws(() => build({ minReplicas, maxReplicas }), /minReplicas: .* less than maxReplicas/);
      }),
    );
  });

  it("writes every whole threshold above zero as text that means the same number, and refuses all others", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -5, max: 1_000_000 }), fc.double()), (lagThreshold) => {
        if (Number.isSafeInteger(lagThreshold) && lagThreshold >= 1) {
          const text = withTrigger({ lagThreshold }).spec.triggers[0]?.metadata["lagThreshold"] ?? "";
          assert.match(text, /^[1-9]\d*$/);
          assert.equal(Number(text), lagThreshold);
        } else {
          assert.throws(() => withTrigger({ lagThreshold }), /trigger\.lagThreshold/);
        }
      }),
    );
  });

  for (const endpoint of [
    "http://nats.shop-dev.svc:8222",
    "nats.shop-dev.svc",
    "nats:0",
    "nats:65536",
    "nats:8222/jsz",
    "NATS:8222",
    ":8222",
  ]) {
    it(`refuses the endpoint ${endpoint}`, () => {
      const monitoringEndpoint = endpoint as `${string}:${number}`;
      assert.throws(() => withTrigger({ monitoringEndpoint }), /trigger\.monitoringEndpoint/);
    });
  }

  it("refuses names that JetStream would refuse, without another error", () => {
    for (const name of ["", "a.b", "a b", "a*", "a>", "a/b", "a\\b", "a\nb", "x".repeat(256)]) {
      assert.throws(() => withTrigger({ stream: name }), ArgumentError);
      assert.throws(() => withTrigger({ consumer: name }), /trigger\.consumer/);
    }
  });

  it("refuses malformed names and keys of Secrets", () => {
    const refuse = (secret: string, key: string): void => {
      const secretive = { ...trigger, account: { secret, key } };
      assert.throws(() => triggerAuthentication(identity, { name: "shop", trigger: secretive }), /trigger: account/);
    };
    refuse("No", "key");
    refuse("shop-nats", "no key");
  });
});
