import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import { SecureNamespace } from "../../components/secure-namespace";
import { deploymentArgs, settings, web } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const deploy = (changes: Partial<SecureDeploymentArgs> = {}): Promise<Recording> =>
  record(() => new SecureDeployment("shop", { ...deploymentArgs, ...changes }));

const claimed: Partial<SecureDeploymentArgs> = {
  replicas: 1,
  claims: [{ name: "shop-data", storageClassName: "local-path", size: "10Gi" }],
  volumes: { data: { claim: "shop-data" } },
  container: { ...settings.container, mounts: { data: { path: "/data" } } },
};
const secretly = (value: string): Partial<SecureDeploymentArgs> => ({
  secrets: [{ name: "shop-secrets", data: { TOKEN: value }, inject: "all" }],
});

interface Template {
  metadata: { annotations: Record<string, unknown> };
  spec: Record<string, unknown>;
}
const spec = ({ inputs }: Recorded): Record<string, unknown> & { template: Template } =>
  inputs["spec"] as Record<string, unknown> & { template: Template };
const annotations = ({ one }: Recording): Record<string, unknown> =>
  spec(one("Deployment")).template.metadata.annotations;
/** How a secret looks on the wire (Pulumi, deserialisation of secrets). */
const isWrapped = (value: unknown): boolean => JSON.stringify(value).includes("1b47061264138c4ac30d75fd1eb44270");

describe("components/secure-deployment", () => {
  it("makes the workload with all that belongs to it", async () => {
    const { resources } = await deploy({
      ...secretly("x"),
      config: { name: "shop-config", data: { MODE: "fast" } },
      services: [{ name: "shop", ports: [{ target: web }] }],
    });
    const names = resources.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort();
    assert.deepEqual(names, [
      "ConfigMap shop-config",
      "Connection shop-network",
      "Deployment shop-deployment",
      "NetworkPolicy shop-network-ingress",
      "RandomPassword shop-checksum-key",
      "Secret shop-secret-shop-secrets",
      "SecureDeployment shop",
      "Service shop-service-shop",
      "ServiceAccount shop-service-account",
    ]);
  });

  it("starts pods only after everything that they need, the closed namespace first (R-18)", async () => {
    const { one } = await record(() => {
      const namespace = new SecureNamespace("shop-dev", { name: "shop-dev", environment: "dev" });
      const config = { name: "shop-config", data: { MODE: "fast" } };
      new SecureDeployment("shop", { ...deploymentArgs, config }, { dependsOn: namespace });
    });
    const { dependencies } = one("Deployment");
    for (const [kind, name] of [
      ["Namespace", "shop-dev-namespace"],
      ["NetworkPolicy", "shop-dev-default-deny"],
      ["NetworkPolicy", "shop-network-ingress"],
      ["ServiceAccount", "shop-service-account"],
      ["ConfigMap", "shop-config"],
    ] as const) {
      assert.ok(dependencies.includes(one(kind, name).urn), name);
    }
    assert.ok(one("NetworkPolicy", "shop-network-ingress").dependencies.includes(one("Namespace").urn));
  });

  it("leaves replicas to an autoscaler after creation, starting at its minimum (C-01, R-34)", async () => {
    const scaled = (await deploy({ autoscaled: true, replicas: 3 })).one("Deployment");
    assert.deepEqual(scaled.ignoreChanges, ["spec.replicas"]);
    assert.equal(spec(scaled)["replicas"], 3);
    assert.deepEqual((await deploy()).one("Deployment").ignoreChanges, []);
  });

  it("recreates on an exclusive claim, and refuses an autoscaler beside it (R-44)", async () => {
    const { one } = await deploy(claimed);
    assert.deepEqual(spec(one("Deployment"))["strategy"], { type: "Recreate" });
    await assert.rejects(
      deploy({ ...claimed, autoscaled: true }),
      /SecureDeployment "shop", child "shop-deployment": replicas: an autoscaler with a ReadWriteOnce claim is given/,
    );
  });

  it("protects and retains claims in prod only (R-78)", async () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      const claim = (await deploy({ ...claimed, environment })).one("PersistentVolumeClaim");
      assert.deepEqual([claim.protect, claim.retainOnDelete], Array(2).fill(environment === "prod"), environment);
    }
  });

  it("rolls the pods when the ConfigMap changes (R-62)", async () => {
    const checksum = async (MODE: string): Promise<unknown> =>
      annotations(await deploy({ config: { name: "c", data: { MODE } } }))["bulwark.io/checksum-config"];
    assert.equal(await checksum("fast"), await checksum("fast"));
    assert.notEqual(await checksum("fast"), await checksum("slow"));
  });

  it("rolls the pods when a Secret changes, without making the template secret (R-62)", async () => {
    const checksum = async (value: string): Promise<unknown> =>
      annotations(await deploy(secretly(value)))["bulwark.io/checksum-secrets"];
    assert.match(String(await checksum("one")), /^[0-9a-f]{64}$/);
    assert.equal(await checksum("one"), await checksum("one"));
    assert.notEqual(await checksum("one"), await checksum("two"));
    assert.equal(isWrapped((await deploy(secretly("one"))).one("Deployment").inputs), false);
  });

  it("makes secrets of plain values too, and encodes them once (R-57)", async () => {
    for (const value of ["plain", pulumi.secret("plain")]) {
      const secrets = [{ name: "s", data: { TOKEN: value }, inject: "all" as const }];
      const data = (await deploy({ secrets })).one("Secret").inputs["data"];
      assert.ok(isWrapped(data));
      assert.ok(JSON.stringify(data).includes(Buffer.from("plain").toString("base64")));
    }
  });

  it("hands every key of its ConfigMap and Secrets to the container (R-61)", async () => {
    const { one } = await deploy({ ...secretly("x"), config: { name: "c", data: { MODE: "fast" }, inject: "keys" } });
    const [container] = spec(one("Deployment")).template.spec["containers"] as Record<string, unknown>[];
    assert.deepEqual(container?.["envFrom"], [{ secretRef: { name: "shop-secrets" } }]);
    assert.deepEqual(container["env"], [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "c", key: "MODE" } } }]);
  });

  it("refuses a Secret that shall be mounted and is not, and a claim on one side only", async () => {
    const secrets = [{ name: "tls", data: { "tls.crt": "x" }, inject: "volume" as const }];
    await assert.rejects(deploy({ secrets }), /SecureDeployment "shop": secrets\.tls: inject volume without a volume/);
    await assert.rejects(deploy({ ...claimed, claims: [] }), /claims\.shop-data: a claim on one side only/);
  });

  it("writes the ids of all its exemptions on the Deployment", async () => {
    const container = { ...settings.container, writableRootFilesystem: { exemption: "shop-root" } };
    const { one } = await deploy({ container, exemptions: ["shop-extra"] });
    const metadata = one("Deployment").inputs["metadata"] as { annotations: unknown };
    assert.deepEqual(metadata.annotations, { "bulwark.io/exemptions": "shop-extra,shop-root" });
  });

  it("registers nothing of a child that is refused, and says which one", async () => {
    const drain = { drainSeconds: 30, graceSeconds: 30 };
    await assert.rejects(
      deploy({ drain }),
      /^Error: SecureDeployment "shop", child "shop-deployment": drain\.graceSeconds: 30 is given, allowed is more than 30/,
    );
  });

  it("transforms single children", async () => {
    const { one } = await deploy({
      services: [{ name: "shop", ports: [{ target: web }] }],
      transform: {
        service: { metadata: { annotations: { note: "x" } } },
        deployment: { spec: { minReadySeconds: 5 } },
      },
    });
    assert.equal(spec(one("Deployment"))["minReadySeconds"], 5);
    assert.equal(spec(one("Deployment"))["replicas"], 2);
    assert.deepEqual((one("Service").inputs["metadata"] as { annotations: unknown }).annotations, { note: "x" });
  });
});
