import assert from "node:assert/strict";
import { configMap } from "../../../components/builders/config-map";
import { deployment, type DeploymentFields, type Rollout } from "../../../components/builders/deployment";
import { metadata } from "../../../components/builders/metadata";
import { podTemplate } from "../../../components/builders/pod-template";
import { secret } from "../../../components/builders/secret";
import { identity, settings } from "../fixtures";

describe("components/builders/metadata", () => {
  it("adds the standard labels and lets the seed's own win (R-73)", () => {
    const labels = { app: "shop", "app.kubernetes.io/name": "theirs" };
    assert.deepEqual(metadata(identity, { name: "x", labels }), {
      name: "x",
      namespace: "shop-dev",
      labels: {
        "app.kubernetes.io/name": "theirs",
        "app.kubernetes.io/part-of": "example",
        "app.kubernetes.io/managed-by": "pulumi",
        app: "shop",
      },
    });
  });

  it("writes exemptions once each, in order", () => {
    const { annotations } = metadata(identity, { name: "x", exemptions: ["b", "a", "b"] });
    assert.deepEqual(annotations, { "bulwark.io/exemptions": "a,b" });
  });

  it("refuses names, labels and exemption ids that are malformed", () => {
    assert.throws(() => metadata(identity, { name: "X" }), /name: "X" is given/);
    assert.throws(() => metadata({ ...identity, namespace: "a.b" }, { name: "x" }), /namespace: "a\.b" is given/);
    assert.throws(() => metadata(identity, { name: "x", labels: { a: "-" } }), /labels\.a: "-" is given/);
    assert.throws(() => metadata(identity, { name: "x", exemptions: ["a,b"] }), /exemption: "a,b" is given/);
  });
});

describe("components/builders/deployment", () => {
  const template = podTemplate(identity, settings, { serviceAccountName: "shop" });
  const build = (rollout: Partial<Rollout>): DeploymentFields =>
    deployment(identity, {}, { replicas: 1, autoscaled: false, hasExclusiveClaim: false, ...rollout }, template);

  it("rolls with one pod more and none less (R-43)", () => {
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    assert.deepEqual(build({}).spec.strategy, { type: "RollingUpdate", rollingUpdate });
  });

  it("recreates a single pod on an exclusive claim, and refuses more (R-44)", () => {
    assert.deepEqual(build({ hasExclusiveClaim: true }).spec.strategy, { type: "Recreate" });
    assert.throws(() => build({ hasExclusiveClaim: true, replicas: 2 }), /2 with a ReadWriteOnce claim is given/);
    assert.throws(() => build({ hasExclusiveClaim: true, autoscaled: true }), /an autoscaler with a ReadWriteOnce/);
  });

  it("selects by the stated labels only", () => {
    assert.deepEqual(build({}).spec.selector, { matchLabels: { app: "shop" } });
  });

  it("refuses no replicas and half ones", () => {
    for (const replicas of [0, 1.5, Number.NaN]) {
      assert.throws(() => build({ replicas }), /replicas: .* allowed is a whole number of at least 1/);
    }
  });
});

describe("components/builders: configuration and secrets", () => {
  it("keep certificates, keys and passwords out of ConfigMaps, and out of the message (R-58)", () => {
    for (const value of ["-----BEGIN PRIVATE KEY-----\nhidden", "postgresql://user:hidden@host/db"]) {
      assert.throws(
        () => configMap(identity, { name: "c", data: { KEY: value } }),
        (error: Error) => error.message.startsWith("config.data.KEY: ") && !error.message.includes("hidden"),
      );
    }
    assert.deepEqual(configMap(identity, { name: "c", data: { URL: "https://example.com:8443/x" } }).data, {
      URL: "https://example.com:8443/x",
    });
  });

  it("refuse malformed keys", () => {
    assert.throws(() => configMap(identity, { name: "c", data: { "a/b": "" } }), /config\.data\.a\/b/);
    assert.throws(() => secret(identity, { name: "s", data: { "a b": "" } }), /secrets\.s\.a b/);
  });

  it("make an Opaque Secret", () => {
    assert.equal(secret(identity, { name: "s", data: {} }).type, "Opaque");
  });
});
