import assert from "node:assert/strict";
import type { NetworkSettings } from "../../components/connection";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import { deploymentArgs, settings } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const stable: SecureDeploymentArgs = {
  ...deploymentArgs,
  selector: { app: "shop", track: "stable" },
  group: { app: "shop" },
};
const canary: Omit<SecureDeploymentArgs, "network"> = {
  ...deploymentArgs,
  name: "shop-canary",
  selector: { app: "shop", track: "canary" },
  group: { app: "shop" },
  replicas: 1,
};

interface Template {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: Record<string, unknown>;
}
const metadata = ({ inputs }: Recorded): { labels: Record<string, string>; annotations?: Record<string, string> } =>
  inputs["metadata"] as { labels: Record<string, string> };
const template = ({ inputs }: Recorded): Template => (inputs["spec"] as { template: Template }).template;

/** A stable release with a canary that shares its account and policies. */
const release = (changes: Partial<SecureDeploymentArgs> = {}): Promise<Recording> =>
  record(() => {
    const { account, network } = new SecureDeployment("shop", stable);
    new SecureDeployment("shop-canary", { ...canary, account, network, ...changes });
  });

describe("components/secure-workload: a canary beside its stable release (C-32, SPEC 1.4.3)", () => {
  it("runs under the stable account and makes none", async () => {
    const { one } = await release();
    const account = one("ServiceAccount");
    const pods = one("Deployment", "shop-canary-deployment");
    assert.equal(template(pods).spec["serviceAccountName"], "shop");
    assert.ok(pods.dependencies.includes(account.urn));
  });

  it("shares the policies, which select both, and waits for them", async () => {
    const { one } = await release();
    const policy = one("NetworkPolicy");
    assert.deepEqual((policy.inputs["spec"] as { podSelector: unknown }).podSelector, { matchLabels: { app: "shop" } });
    assert.ok(one("Deployment", "shop-canary-deployment").dependencies.includes(policy.urn));
  });

  it("does not wait for the stable pods: it is judged first", async () => {
    const { one } = await release();
    const { dependencies } = one("Deployment", "shop-canary-deployment");
    assert.ok(!dependencies.includes(one("Deployment", "shop-deployment").urn));
  });

  it("shares the data, which rolls the pods of both, and makes none (C-29)", async () => {
    const data = {
      config: { name: "shop-config", data: { MODE: "fast" } },
      secrets: [{ name: "shop-secrets", data: { TOKEN: "x" }, inject: "all" as const }],
    };
    const { one } = await record(() => {
      const dataOf = new SecureDeployment("shop", { ...stable, ...data });
      const { account, network } = dataOf;
      new SecureDeployment("shop-canary", { ...canary, ...data, account, network, dataOf });
    });
    const [stablePods, canaryPods] = ["shop-deployment", "shop-canary-deployment"].map((name) =>
      one("Deployment", name),
    );
    assert.deepEqual(template(canaryPods!).metadata.annotations, template(stablePods!).metadata.annotations);
    for (const kind of ["ConfigMap", "Secret"]) assert.ok(canaryPods!.dependencies.includes(one(kind).urn), kind);
  });

  it("refuses to share data that the other workload does not have (C-29)", async () => {
    const config = { name: "shop-config", data: { MODE: "fast" } };
    await assert.rejects(
      record(() => {
        const dataOf = new SecureDeployment("shop", stable);
        const { account, network } = dataOf;
        new SecureDeployment("shop-canary", { ...canary, config, account, network, dataOf });
      }),
      /SecureDeployment "shop-canary": dataOf: data without "shop-config" is given/,
    );
  });

  it("refuses policies that do not select its pods (R-19)", async () => {
    const given =
      /SecureDeployment "shop-canary": network: the policies of shop, which select \{"app":"shop"\} is given/;
    await assert.rejects(release({ selector: { app: "other" }, group: undefined }), given);
    await assert.rejects(release({ namespace: "elsewhere" }), given);
  });
});

describe("components/secure-workload: in a mesh", () => {
  const meshed = (changes: Partial<SecureDeploymentArgs> = {}): SecureDeploymentArgs => ({
    ...stable,
    network: {
      policies: { both: "shop" },
      flows: [],
      mesh: { mode: "sidecar", monitoringNamespace: "monitoring" },
      nodeCidrs: ["10.0.0.0/24"],
    },
    ...changes,
  });

  it("says it once: the connections and the pods both follow (R-28, R-52)", async () => {
    const { one } = await record(() => new SecureDeployment("shop", meshed()));
    assert.ok(one("AuthorizationPolicy"));
    const { annotations } = template(one("Deployment")).metadata;
    assert.match(annotations["proxy.istio.io/config"] ?? "", /holdApplicationUntilProxyStarts: true/);
  });

  it("holds for a workload that shares the connections", async () => {
    const { one } = await record(() => {
      const { account, network } = new SecureDeployment("shop", meshed());
      new SecureDeployment("shop-canary", { ...canary, account, network });
    });
    const { annotations } = template(one("Deployment", "shop-canary-deployment")).metadata;
    assert.ok("proxy.istio.io/config" in annotations);
  });

  it("admits the kubelet to the ports that probes ask, where nodes are named", async () => {
    const { policies, flows } = deploymentArgs.network as NetworkSettings;
    const network = { policies, flows, nodeCidrs: ["10.0.0.0/24"] };
    const { one } = await record(() => new SecureDeployment("shop", { ...deploymentArgs, network }));
    assert.deepEqual((one("NetworkPolicy").inputs["spec"] as { ingress: unknown }).ingress, [
      { from: [{ ipBlock: { cidr: "10.0.0.0/24" } }], ports: [{ protocol: "TCP", port: 8080 }] },
    ]);
  });

  it("refuses an identity that its pods do not have (C-32)", async () => {
    const program = (serviceAccount: string) => (): void => {
      const account = { name: "shop", hasPermissions: false, resources: [] };
      new SecureDeployment("shop-canary", { ...deploymentArgs, name: "shop-canary", account, serviceAccount });
    };
    await record(program("shop"));
    await assert.rejects(record(program("shop-canary")), /serviceAccount: "shop-canary" is given, allowed is "shop"/);
  });
});

describe("components/secure-workload: the workload object", () => {
  const deploy = (changes: Partial<SecureDeploymentArgs>): Promise<Recording> =>
    record(() => new SecureDeployment("shop", { ...deploymentArgs, ...changes }));

  it("carries the version like its pods, and the selector does not (C-19)", async () => {
    const { one } = await deploy({ version: "v1.0.0" });
    const object = one("Deployment");
    assert.equal(metadata(object).labels["version"], "v1.0.0");
    assert.equal(template(object).metadata.labels["version"], "v1.0.0");
    assert.deepEqual((object.inputs["spec"] as { selector: unknown }).selector, { matchLabels: { app: "shop" } });
    assert.ok(!("version" in metadata(one("ServiceAccount")).labels));
  });

  it("carries annotations of its own, which no other object gets (C-30)", async () => {
    const { one } = await deploy({ annotations: { "canary.weight": "10" } });
    assert.deepEqual(metadata(one("Deployment")).annotations, { "canary.weight": "10" });
    assert.equal(metadata(one("ServiceAccount")).annotations, undefined);
  });

  it("may take longer than ten minutes, for the engine and for Kubernetes (R-79)", async () => {
    const byDefault = (await deploy({})).one("Deployment");
    assert.equal(byDefault.updateTimeout, "10m");
    const slow = (await deploy({ rolloutMinutes: 15 })).one("Deployment");
    assert.equal(slow.updateTimeout, "15m");
    assert.equal((slow.inputs["spec"] as { progressDeadlineSeconds: number }).progressDeadlineSeconds, 900);
    await assert.rejects(deploy({ rolloutMinutes: 0 }), /SecureDeployment "shop": rolloutMinutes: 0 is given/);
  });

  it("mounts a ConfigMap as files, and still rolls when it changes (R-61, R-62)", async () => {
    const checksum = async (text: string): Promise<unknown> => {
      const { one } = await deploy({
        config: { name: "c", data: { "shop.conf": text }, inject: "volume" },
        volumes: { config: { configMap: "c" } },
        container: { ...settings.container, mounts: { config: { path: "/etc/shop" } } },
      });
      const pods = template(one("Deployment"));
      assert.ok(!JSON.stringify(pods.spec["containers"]).includes("envFrom"));
      return pods.metadata.annotations["bulwark.io/checksum-config"];
    };
    assert.notEqual(await checksum("a"), await checksum("b"));
  });

  it("mounts no token without an account that has permissions (R-16)", async () => {
    const own = template((await deploy({})).one("Deployment"));
    assert.equal(own.spec["automountServiceAccountToken"], false);
    const account = { name: "auditor", hasPermissions: true, resources: [] };
    const given = await deploy({ account });
    assert.equal(template(given.one("Deployment")).spec["automountServiceAccountToken"], true);
    assert.equal(given.all("ServiceAccount").length, 0);
  });

  it("offers the ports of all its containers to its Services", async () => {
    const port = { name: "metrics", number: 7777 };
    const { image, resources } = settings.container;
    const probe = { tcp: port, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 };
    const probes = { liveness: probe, readiness: probe };
    const { one } = await deploy({
      sidecars: [{ name: "exporter", image, resources, ports: [port], probes }],
      services: [{ name: "shop-metrics", ports: [{ target: port }] }],
    });
    const { ports } = one("Service").inputs["spec"] as { ports: { targetPort: string }[] };
    assert.equal(ports[0]?.targetPort, "metrics");
  });
});
