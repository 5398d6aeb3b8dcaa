import assert from "node:assert/strict";
import { SecureStatefulSet, type SecureStatefulSetArgs } from "../../components/secure-stateful-set";
import { deploymentArgs, settings, web } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const args: SecureStatefulSetArgs = {
  ...deploymentArgs,
  headlessService: { name: "shop-pods", ports: [{ target: web }] },
  claimTemplates: [{ name: "data", size: "1Gi" }],
  container: { ...settings.container, mounts: { data: { path: "/data" } } },
};
const deploy = (changes: Partial<SecureStatefulSetArgs> = {}): Promise<Recording> =>
  record(() => new SecureStatefulSet("shop", { ...args, ...changes }));
const spec = ({ inputs }: Recorded): Record<string, unknown> => inputs["spec"] as Record<string, unknown>;

describe("components/secure-stateful-set", () => {
  it("makes the workload with all that belongs to it", async () => {
    const { resources } = await deploy({
      config: { name: "shop-config", data: { MODE: "fast" } },
      secrets: [{ name: "shop-secrets", data: { TOKEN: "x" }, inject: "all" }],
      services: [{ name: "shop", ports: [{ target: web }] }],
    });
    assert.deepEqual(resources.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort(), [
      "ConfigMap shop-config",
      "Connection shop-network",
      "NetworkPolicy shop-network-ingress",
      "RandomPassword shop-checksum-key",
      "Secret shop-secret-shop-secrets",
      "SecureStatefulSet shop",
      "Service shop-service-shop",
      "Service shop-service-shop-pods",
      "ServiceAccount shop-service-account",
      "StatefulSet shop-stateful-set",
    ]);
  });

  it("names its pods through a headless Service that is there before them", async () => {
    const { one } = await deploy();
    assert.equal(spec(one("Service"))["clusterIP"], "None");
    assert.equal(spec(one("StatefulSet"))["serviceName"], "shop-pods");
    assert.ok(one("StatefulSet").dependencies.includes(one("Service").urn));
  });

  it("starts pods only after network rules and account", async () => {
    const { one } = await deploy();
    for (const kind of ["NetworkPolicy", "ServiceAccount"]) {
      assert.ok(one("StatefulSet").dependencies.includes(one(kind).urn), kind);
    }
  });

  it("starts and replaces one pod after the other unless told otherwise", async () => {
    const byDefault = spec((await deploy()).one("StatefulSet"));
    assert.deepEqual(
      [byDefault["podManagementPolicy"], byDefault["updateStrategy"]],
      ["OrderedReady", { type: "RollingUpdate" }],
    );
    const told = spec(
      (await deploy({ podManagementPolicy: "Parallel", updateStrategy: "OnDelete" })).one("StatefulSet"),
    );
    assert.deepEqual([told["podManagementPolicy"], told["updateStrategy"]], ["Parallel", { type: "OnDelete" }]);
  });

  it("is protected and retained in prod only (R-78)", async () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      const { protect, retainOnDelete } = (await deploy({ environment })).one("StatefulSet");
      assert.deepEqual([protect, retainOnDelete], Array(2).fill(environment === "prod"), environment);
    }
  });

  it("says where a template is not mounted", async () => {
    await assert.rejects(
      deploy({ container: settings.container }),
      /SecureStatefulSet "shop", child "shop-stateful-set": volumes\.data: no mount is given/,
    );
  });

  it("transforms the StatefulSet like any other child", async () => {
    const { one } = await deploy({ transform: { statefulSet: { spec: { minReadySeconds: 5 } } } });
    assert.equal(spec(one("StatefulSet"))["minReadySeconds"], 5);
  });
});
