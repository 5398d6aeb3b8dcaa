import assert from "node:assert/strict";

import type { Keys } from "../example-keys";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { alone } from "../sufficient";
import { main, type Environment } from "./figures";
import { cluster } from "./values";

const objects = (environment: Environment, changes: Keys): Promise<readonly RegisteredObject[]> =>
  objectsOf(alone("healthcare")(environment, changes));
const names = (all: readonly RegisteredObject[]): string[] => all.map(identity);

describe("Healthcare variants", () => {
  describe("metrics in plain text (G-28)", () => {
    let plaintext: readonly RegisteredObject[];
    before(async () => {
      plaintext = await objects("prod", { "healthcare:metrics": { scrape: "plaintext" } });
    });

    it("open the app's port to plain text and nothing else", () => {
      assert.deepEqual(at(find(plaintext, "PeerAuthentication", "healthcare-app").inputs, "spec"), {
        selector: { matchLabels: { app: "healthcare" } },
        mtls: { mode: "STRICT" },
        portLevelMtls: { "4000": { mode: "PERMISSIVE" } },
      });
    });

    it("admit nobody without an identity to another path", () => {
      const rules = at(find(plaintext, "AuthorizationPolicy", "healthcare-app").inputs, "spec.rules") as Rule[];
      assert.deepEqual(
        rules.filter(({ from }) => from === undefined),
        [{ to: [{ operation: { ports: ["4000"], paths: ["/metrics"] } }] }],
      );
    });

    it("are scraped by plain HTTP", () => {
      const endpoint = at(find(plaintext, "ServiceMonitor", "healthcare-app-metrics").inputs, "spec.endpoints.0");
      assert.deepEqual([at(endpoint, "scheme"), at(endpoint, "tlsConfig")], [undefined, undefined]);
    });
  });

  describe("the way out", () => {
    it("to named blocks needs no exemption (R-25)", async () => {
      const all = await objects("prod", { "healthcare:externalCidrs": ["203.0.113.0/24", "198.51.100.7/32"] });
      const { inputs } = find(all, "NetworkPolicy", "healthcare-app-policy");
      assert.equal(inputs.metadata.annotations?.["bulwark.io/exemptions"], undefined);
      const egress = at(inputs, "spec.egress") as { to: { ipBlock?: { cidr: string } }[]; ports: unknown[] }[];
      const blocks = egress.filter(({ to }) => to[0]?.ipBlock !== undefined);
      assert.deepEqual(
        blocks.map(({ to, ports }) => [to[0]?.ipBlock, ports]),
        ["203.0.113.0/24", "198.51.100.7/32"].map((cidr) => [{ cidr }, [{ protocol: "TCP", port: 443 }]]),
      );
    });

    it("leaves out the cluster's own ranges (C-15)", async () => {
      const all = await objects("prod", { "bulwark:clusterCidrs": ["198.18.0.0/15"] });
      const egress = JSON.stringify(at(find(all, "NetworkPolicy", "healthcare-app-policy").inputs, "spec.egress"));
      assert.match(egress, /"169\.254\.0\.0\/16","198\.18\.0\.0\/15"/);
    });

    it("is known to the sidecars on request (C-15)", async () => {
      const all = await objects("prod", { "healthcare:externalHosts": ["api.openai.com"] });
      const entry = find(all, "ServiceEntry", "healthcare-external").inputs;
      assert.deepEqual(at(entry, "spec.hosts"), ["api.openai.com"]);
      assert.deepEqual(at(entry, "spec.exportTo"), ["."]);
    });
  });

  describe("the way in", () => {
    it("redirects from port 80 on request (G-50)", async () => {
      const all = await objects("dev", { "healthcare:gateway": { redirectHttp: true } });
      const servers = at(find(all, "Gateway", "healthcare-gateway").inputs, "spec.servers") as object[];
      assert.deepEqual(at(servers[1], "tls"), { httpsRedirect: true });
    });

    it("leads through another gateway, whose identity and namespace are admitted", async () => {
      const all = await objects("dev", {
        "bulwark:gatewayNamespace": "edge",
        "bulwark:gatewayServiceAccount": "edge-gateway",
        "healthcare:gateway": { podLabels: { istio: "edge" } },
        "healthcare:certificateIssuer": { name: "letsencrypt" },
      });
      assert.deepEqual(at(find(all, "Gateway", "healthcare-gateway").inputs, "spec.selector"), { istio: "edge" });
      const policy = JSON.stringify(find(all, "AuthorizationPolicy", "healthcare-app").inputs["spec"]);
      assert.match(policy, /cluster\.local\/ns\/edge\/sa\/edge-gateway/);
      const ingress = JSON.stringify(at(find(all, "NetworkPolicy", "healthcare-app-policy").inputs, "spec.ingress.0"));
      assert.match(ingress, /"kubernetes\.io\/metadata\.name":"edge"/);
      assert.equal(find(all, "Certificate", "healthcare-dev-tls-cert").inputs.metadata.namespace, "edge");
    });

    it("takes a pair from the stack's secrets (G-13)", async () => {
      const source = alone("healthcare")("prod");
      const pem = (kind: string): string => `-----BEGIN ${kind}-----\nx\n-----END ${kind}-----\n`;
      const pair = { "healthcare:tlsCertificate": pem("CERTIFICATE"), "healthcare:tlsKey": pem("PRIVATE KEY") };
      const all = await objectsOf({
        ...source,
        values: { ...source.values, ...pair },
        secretKeys: new Set([...source.secretKeys, ...Object.keys(pair)]),
      });
      const { inputs } = find(all, "Secret", "healthcare-tls-cert");
      assert.equal(inputs.metadata.namespace, "istio-system");
      assert.equal(inputs["type"], "kubernetes.io/tls");
      assert.deepEqual(inputs["data"], { "tls.crt": "<secret>", "tls.key": "<secret>" });
      assert.ok(!names(all).some((name) => name.startsWith("Certificate/")));
    });

    it("takes a Secret that exists already where the stack says nothing", async () => {
      const all = await objects("prod", {});
      assert.ok(!names(all).some((name) => /^(Certificate|Secret)\/healthcare-tls-cert$/.test(name)));
      const credential = at(find(all, "Gateway", "healthcare-gateway").inputs, "spec.servers.0.tls.credentialName");
      assert.equal(credential, "healthcare-tls-cert");
    });
  });

  describe("a role for the app (C-13)", () => {
    let withRole: readonly RegisteredObject[];
    before(async () => {
      withRole = await objects("prod", { "healthcare:database": { applicationRole: "healthcare" } });
    });

    it("has a password of its own beside the superuser's", () => {
      const data = find(withRole, "Secret", "postgres-secrets").inputs["data"];
      assert.deepEqual(data, { password: "<secret>", "application-password": "<secret>" });
    });

    it("is made when the database is new", () => {
      assert.ok(names(withRole).includes("ConfigMap/postgres-init"));
      const env = at(find(withRole, "StatefulSet", "postgres").inputs, `${main}.env`) as {
        name: string;
        value?: string;
      }[];
      assert.equal(env.find(({ name }) => name === "APPLICATION_ROLE")?.value, "healthcare");
    });
  });

  describe("a database that CloudNativePG runs (C-10)", () => {
    let clustered: readonly RegisteredObject[];
    before(async () => {
      clustered = await objects("prod", cluster);
    });

    it("takes the place of the StatefulSet, protected and retained (R-78)", () => {
      assert.ok(!names(clustered).some((name) => name.startsWith("StatefulSet/")));
      const { inputs, options } = find(clustered, "Cluster", "postgres");
      assert.deepEqual([options.protect, options.retainOnDelete], [true, true]);
      assert.equal(at(inputs, "spec.instances"), 3);
      assert.deepEqual(at(inputs, "spec.storage"), { size: "100Gi", storageClass: "fast-ssd" });
      assert.deepEqual(at(inputs, "spec.postgresql.parameters"), { max_connections: "250" });
      assert.equal(at(inputs, "spec.bootstrap.initdb.owner"), "healthcare");
    });

    it("has its owner's name and password in postgres-secrets, and takes changes of it", () => {
      const { inputs } = find(clustered, "Secret", "postgres-secrets");
      assert.deepEqual(inputs["data"], { username: "<secret>", password: "<secret>" });
      assert.equal(inputs.metadata.labels?.["cnpg.io/reload"], "true");
    });

    it("stays outside the mesh and is reached by the app alone", () => {
      const labels = at(find(clustered, "Cluster", "postgres").inputs, "spec.inheritedMetadata.labels");
      assert.deepEqual(labels, { "sidecar.istio.io/inject": "false" });
      assert.ok(!names(clustered).includes("AuthorizationPolicy/postgres"));
      const { inputs } = find(clustered, "NetworkPolicy", "postgres-policy");
      assert.deepEqual(at(inputs, "spec.podSelector"), { matchLabels: { "cnpg.io/cluster": "postgres" } });
      assert.deepEqual(at(inputs, "spec.ingress.0"), {
        from: [{ podSelector: { matchLabels: { app: "healthcare" } } }],
        ports: [{ protocol: "TCP", port: 5432 }],
      });
    });

    it("is one instance in staging", async () => {
      assert.equal(at(find(await objects("staging", cluster), "Cluster", "postgres").inputs, "spec.instances"), 1);
    });
  });

  describe("backups", () => {
    it("go to another bucket and are kept for longer (G-52)", async () => {
      const backup = { bucket: "our-backups", region: "eu-central-1", ttl: "52608h" };
      const all = await objects("prod", { "healthcare:backup": backup, "bulwark:veleroNamespace": "backup" });
      const storage = find(all, "BackupStorageLocation", "default").inputs;
      assert.equal(storage.metadata.namespace, "backup");
      assert.deepEqual(
        [at(storage, "spec.objectStorage.bucket"), at(storage, "spec.config.region")],
        ["our-backups", "eu-central-1"],
      );
      assert.equal(at(find(all, "Schedule", "healthcare-daily").inputs, "spec.template.ttl"), "52608h");
    });

    it("use locations that exist already (W-22)", async () => {
      const all = await objects("prod", { "healthcare:backup": { createLocations: false } });
      assert.ok(!names(all).some((name) => /Location\//.test(name)));
      assert.deepEqual(at(find(all, "Schedule", "healthcare-daily").inputs, "spec.template.volumeSnapshotLocations"), [
        "default",
      ]);
    });
  });

  describe("replicas", () => {
    it("are left to the autoscaler's manager when it goes (C-01)", async () => {
      const all = await objects("prod", { "healthcare:hpa": { enabled: false } });
      const { inputs, options } = find(all, "Deployment", "healthcare-app");
      assert.deepEqual(options.ignoreChanges, ["spec.replicas"]);
      assert.equal(inputs.metadata.annotations?.["pulumi.com/patchForce"], undefined);
      assert.ok(!names(all).includes("HorizontalPodAutoscaler/healthcare-app-hpa"));
    });

    it("are taken back by a fixed count", async () => {
      const all = await objects("prod", { "healthcare:hpa": { enabled: false }, "healthcare:replicas": 4 });
      const { inputs, options } = find(all, "Deployment", "healthcare-app");
      assert.deepEqual([at(inputs, "spec.replicas"), options.ignoreChanges], [4, undefined]);
      assert.equal(inputs.metadata.annotations?.["pulumi.com/patchForce"], "true");
    });
  });

  it("a restart rolls the app and leaves the database alone (W-08)", async () => {
    const all = await objects("dev", { "healthcare:restartedAt": "2026-01-31T12:00:00Z" });
    const restarted = (kind: string, name: string): boolean =>
      JSON.stringify(at(find(all, kind, name).inputs, "spec.template.metadata")).includes("2026-01-31T12:00:00Z");
    assert.deepEqual([restarted("Deployment", "healthcare-app"), restarted("StatefulSet", "postgres")], [true, false]);
  });

  it("the stack's pull secrets and priority reach all pods", async () => {
    const all = await objects("dev", {
      "bulwark:imagePullSecrets": ["registry-credentials"],
      "bulwark:priorityClassName": "business-critical",
    });
    for (const [kind, name] of [
      ["Deployment", "healthcare-app"],
      ["StatefulSet", "postgres"],
    ] as const) {
      const pod = at(find(all, kind, name).inputs, "spec.template.spec");
      assert.deepEqual(at(pod, "imagePullSecrets"), [{ name: "registry-credentials" }]);
      assert.equal(at(pod, "priorityClassName"), "business-critical");
    }
  });

  it("further variables reach the app through its ConfigMap (G-51)", async () => {
    const all = await objects("dev", { "healthcare:extraEnv": { PLUGIN_TIMEOUT: "5s" } });
    assert.equal(at(find(all, "ConfigMap", "healthcare-app-config").inputs, "data.PLUGIN_TIMEOUT"), "5s");
    const env = at(find(all, "Deployment", "healthcare-app").inputs, `${main}.env`) as { name: string }[];
    assert.ok(env.some(({ name }) => name === "PLUGIN_TIMEOUT"));
  });
});

interface Rule {
  readonly from?: unknown;
  readonly to: unknown;
}
