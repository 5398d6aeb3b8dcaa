import { strict as assert } from "node:assert";
import { diffConfig } from "../../../../../lab/plugins/kubernetes/config/diff";
import { readSettings, unsupportedSettings } from "../../../../../lab/plugins/kubernetes/config/settings";
import { Unknown, type PropertyMap } from "../../../../../lab/plugins/shared/values";

const kubeconfig = (server: string, current = "a"): string =>
  JSON.stringify({
    "current-context": current,
    contexts: ["a", "b"].map((name) => ({ name, context: { cluster: name, user: "u" } })),
    clusters: ["a", "b"].map((name) => ({ name, cluster: { server: `${server}/${name}` } })),
    users: [{ name: "u", user: { token: server } }],
  });

const replaces = async (olds: PropertyMap, news: PropertyMap): Promise<string[] | undefined> =>
  (await diffConfig(olds, news))?.replaces;

describe("a change of the provider's configuration", () => {
  it("is none when nothing differs", async () => {
    assert.equal(await diffConfig({ context: "a" }, { context: "a" }), undefined);
  });

  it("replaces the provider when another cluster is meant", async () => {
    assert.deepEqual(await replaces({ kubeconfig: kubeconfig("https://x") }, { kubeconfig: kubeconfig("https://y") }), [
      "kubeconfig",
    ]);
    const config = kubeconfig("https://x");
    assert.deepEqual(await replaces({ kubeconfig: config }, { kubeconfig: config, context: "b" }), ["context"]);
    assert.deepEqual(await replaces({ kubeconfig: config }, { kubeconfig: config, cluster: "b" }), ["cluster"]);
  });

  it("updates it when the cluster stays the same", async () => {
    const config = kubeconfig("https://x");
    assert.deepEqual(await replaces({ kubeconfig: config }, { kubeconfig: config, context: "a" }), []);
    assert.deepEqual(await replaces({ kubeconfig: config }, { kubeconfig: config, namespace: "n" }), []);
    assert.deepEqual(
      await replaces({ kubeconfig: config, context: "b" }, { kubeconfig: kubeconfig("https://x", "b") }),
      [],
    );
  });

  it("goes by clusterIdentifier where both have one", async () => {
    const x = { kubeconfig: kubeconfig("https://x") };
    const y = { kubeconfig: kubeconfig("https://y") };
    assert.deepEqual(await replaces({ ...x, clusterIdentifier: "1" }, { ...y, clusterIdentifier: "1" }), []);
    assert.deepEqual(await replaces({ ...x, clusterIdentifier: "1" }, { ...x, clusterIdentifier: "2" }), [
      "clusterIdentifier",
    ]);
    assert.deepEqual(await replaces(x, { ...x, clusterIdentifier: "2" }), []);
  });

  it("replaces it when it cannot tell yet", async () => {
    assert.deepEqual(await replaces({ kubeconfig: kubeconfig("https://x") }, { kubeconfig: new Unknown() }), [
      "kubeconfig",
    ]);
  });
});

describe("the provider's settings", () => {
  const read = (variables: Record<string, string>, environment = {}) =>
    readSettings(
      new Map(Object.entries(variables).map(([key, value]) => [`kubernetes:config:${key}`, value])),
      environment,
    );

  it("take flags from the configuration, else from the environment, else off", () => {
    const environment = { PULUMI_K8S_DELETE_UNREACHABLE: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
    const settings = read({ enableConfigMapMutable: "true", enablePatchForce: "false" }, environment);
    assert.equal(settings.enableConfigMapMutable, true);
    assert.equal(settings.deleteUnreachable, true);
    assert.equal(settings.enablePatchForce, false);
    assert.equal(settings.enableSecretMutable, false);
  });

  it("limit the rate only where that is asked for", () => {
    assert.equal(read({}).rateLimit, undefined);
    assert.deepEqual(read({ kubeClientSettings: '{"qps":5}' }).rateLimit, { qps: 5, burst: 120 });
    assert.equal(read({ kubeClientSettings: '{"timeout":7}' }).timeoutSeconds, 7);
  });

  it("refuse what is no number, with what is allowed", () => {
    assert.throws(
      () => read({ kubeClientSettings: '{"qps":"fast"}' }),
      /kubeClientSettings\.qps is "fast"; allowed is a number greater than 0/,
    );
    assert.throws(() => read({ kubeClientSettings: "qps=5" }), /allowed is a JSON object/);
  });

  it("refuse what the lab's provider does not have", () => {
    const failures = unsupportedSettings({ renderYamlToDirectory: "out", enableServerSideApply: "false" });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["renderYamlToDirectory", "enableServerSideApply"],
    );
    assert.deepEqual(unsupportedSettings({ enableServerSideApply: "true", renderYamlToDirectory: "" }), []);
  });
});
