import assert from "node:assert/strict";

import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import type { Keys } from "../example-keys";
import { alone, sourceOf } from "../sufficient";
import { pod, server, type Environment } from "./figures";

const sufficient = alone("smedrec");

/** The objects with `changes`, and with `secrets` set beside the required ones. */
async function objects(
  environment: Environment,
  changes: Keys,
  secrets: Readonly<Record<string, string>> = {},
): Promise<readonly RegisteredObject[]> {
  const source = sufficient(environment, changes);
  const given = sourceOf(source.stack, {}, secrets);
  return objectsOf({
    ...source,
    values: { ...source.values, ...given.values },
    secretKeys: new Set([...source.secretKeys, ...given.secretKeys]),
  });
}

const identities = (found: readonly RegisteredObject[]): string[] => found.map(identity);

describe("SMEDREC variants", () => {
  describe("without access to the Kubernetes API (C-24)", () => {
    let found: readonly RegisteredObject[];

    before(async () => {
      found = await objects("prod", { "smedrec:kubernetesApi": { enabled: false } });
    });

    it("have no Role and no RoleBinding, and the ServiceAccount still", () => {
      const rbac = identities(found).filter((each) => /^(Role|RoleBinding|ServiceAccount)\//.test(each));
      assert.deepEqual(rbac, ["ServiceAccount/audit-server"]);
    });

    it("mount no token, and have their variables as before", () => {
      const { inputs } = find(found, "Deployment", "audit-server");
      assert.equal(at(inputs, `${pod}.automountServiceAccountToken`), false);
      assert.equal((at(inputs, `${server}.envFrom`) as unknown[]).length, 2);
    });
  });

  describe("the network", () => {
    const egress = async (changes: Keys): Promise<unknown> => {
      const policy = find(await objects("prod", changes), "NetworkPolicy", "audit-server");
      return (at(policy.inputs, "spec.egress") as unknown[]).slice(1);
    };

    it("leads to data stores in the cluster, on their own ports", async () => {
      const rules = await egress({
        "smedrec:database": { host: "db", port: 6432, namespace: "databases", podLabels: { app: "pooler" } },
        "smedrec:redis": { port: 6380, namespace: "caches" },
      });
      const named = (name: string): object => ({
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
      });
      assert.deepEqual(rules, [
        {
          to: [{ ...named("databases"), podSelector: { matchLabels: { app: "pooler" } } }],
          ports: [{ port: 6432, protocol: "TCP" }],
        },
        { to: [named("caches")], ports: [{ port: 6380, protocol: "TCP" }] },
      ]);
    });

    it("leads out on 443 only to the blocks that are named (G-04)", async () => {
      const rules = (await egress({ "smedrec:externalCidrs": ["203.0.113.0/24"] })) as unknown[];
      assert.deepEqual(rules.slice(2), [
        { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443, protocol: "TCP" }] },
      ]);
    });

    it("leads to the API servers where their blocks are named", async () => {
      const rules = (await egress({ "smedrec:kubernetesApi": { cidrs: ["10.0.0.10/32"] } })) as unknown[];
      assert.deepEqual(rules.slice(2), [
        {
          to: [{ ipBlock: { cidr: "10.0.0.10/32" } }],
          ports: [
            { port: 443, protocol: "TCP" },
            { port: 6443, protocol: "TCP" },
          ],
        },
      ]);
    });

    it("admits the ingress controller and Prometheus wherever they live", async () => {
      const found = await objects("prod", {
        "bulwark:ingressNamespace": "edge",
        "bulwark:monitoringNamespace": "observability",
      });
      const names = (at(find(found, "NetworkPolicy", "audit-server").inputs, "spec.ingress") as unknown[]).map((rule) =>
        JSON.stringify(rule).replace(/.*metadata\.name":"([^"]+)".*/, "$1"),
      );
      assert.deepEqual(names, ["edge", "observability"]);
    });
  });

  describe("the certificate of the host", () => {
    it("is nobody's of this program by default", async () => {
      const found = identities(await objects("prod", {}));
      assert.deepEqual(
        found.filter((each) => each.includes("tls")),
        [],
      );
    });

    it("comes from an issuer", async () => {
      const found = await objects("prod", { "smedrec:certificateIssuer": { name: "letsencrypt" } });
      const { spec } = find(found, "Certificate", "audit-server-tls").inputs;
      assert.deepEqual(at(spec, "dnsNames"), ["audit.smedrec.com"]);
      assert.equal(at(spec, "issuerRef.name"), "letsencrypt");
    });

    it("comes from the stack's secrets, as secrets (R-57)", async () => {
      const pem = (kind: string): string => `-----BEGIN ${kind}-----\nhidden\n-----END ${kind}-----\n`;
      const found = await objects(
        "prod",
        { "smedrec:tlsSecretName": "own-tls" },
        { "smedrec:tlsCertificate": pem("CERTIFICATE"), "smedrec:tlsKey": pem("PRIVATE KEY") },
      );
      const { inputs } = find(found, "Secret", "own-tls");
      assert.deepEqual(
        [inputs["type"], inputs["data"]],
        ["kubernetes.io/tls", { "tls.crt": "<secret>", "tls.key": "<secret>" }],
      );
      for (const name of ["audit-server", "audit-server-metrics-deny"]) {
        assert.equal(at(find(found, "Ingress", name).inputs, "spec.tls.0.secretName"), "own-tls");
      }
    });
  });

  describe("the secrets", () => {
    const references = {
      databaseUrl: { key: "smedrec/prod", property: "database-url" },
      redisUrl: { key: "smedrec/prod", property: "redis-url" },
    };
    const fetched = { "smedrec:secretStore": { name: "vault" }, "smedrec:externalSecrets": references };

    it("may be fetched; pods then wait for each key of both writers", async () => {
      const found = await objects("prod", fetched);
      assert.deepEqual(find(found, "Secret", "audit-server-secrets").inputs["data"], { AUTH_SECRET: "<secret>" });
      const { spec } = find(found, "ExternalSecret", "audit-server-secrets").inputs;
      const data = at(spec, "data") as { secretKey: string; remoteRef: unknown }[];
      assert.deepEqual(
        data.map(({ secretKey }) => secretKey),
        ["DATABASE_URL", "REDIS_URL"],
      );
      const container = at(find(found, "Deployment", "audit-server").inputs, server) as {
        env: { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } }[];
      };
      assert.deepEqual(
        container.env.map(({ name, valueFrom }) => [name, valueFrom.secretKeyRef]),
        ["DATABASE_URL", "REDIS_URL", "AUTH_SECRET"].map((key) => [key, { name: "audit-server-secrets", key }]),
      );
    });
  });

  describe("a configured secret of the wrong form stops the update without being shown:", () => {
    const slips = { databaseUrl: "mysql://hidden", redisUrl: "hidden:6379", authSecret: "hidden" };
    for (const [name, text] of Object.entries(slips)) {
      it(name, async () => {
        await assert.rejects(objects("dev", {}, { [`smedrec:${name}`]: text }), (error: Error) => {
          assert.match(error.message, new RegExp(`smedrec:${name}: the encrypted value is not `));
          assert.doesNotMatch(error.message, /hidden/);
          return true;
        });
      });
    }
  });

  describe("the autoscaler", () => {
    it("may be switched off; the field stays its manager's until a count is given (C-01)", async () => {
      const off = await objects("prod", { "smedrec:hpa": { enabled: false } });
      assert.ok(!identities(off).includes("HorizontalPodAutoscaler/audit-server"));
      assert.deepEqual(find(off, "Deployment", "audit-server").options.ignoreChanges, ["spec.replicas"]);
      const fixed = await objects("prod", { "smedrec:hpa": { enabled: false }, "smedrec:replicas": 4 });
      const { inputs, options } = find(fixed, "Deployment", "audit-server");
      assert.deepEqual([at(inputs, "spec.replicas"), options.ignoreChanges], [4, undefined]);
      assert.equal(inputs.metadata.annotations?.["pulumi.com/patchForce"], "true");
    });

    it("may be switched on in dev", async () => {
      const found = await objects("dev", { "smedrec:hpa": { enabled: true } });
      const { spec } = find(found, "HorizontalPodAutoscaler", "audit-server").inputs;
      assert.deepEqual([at(spec, "minReplicas"), at(spec, "maxReplicas")], [1, 2]);
    });
  });

  describe("the backup (G-52)", () => {
    it("is a schedule of the namespace's objects in Velero's, watched by alerts", async () => {
      const found = await objects("prod", {
        "smedrec:backup": { enabled: true, ttl: "52608h", storageLocation: "audits" },
        "bulwark:veleroNamespace": "backups",
      });
      const { metadata, spec } = find(found, "Schedule", "smedrec-audit-daily-prod").inputs;
      assert.equal(metadata.namespace, "backups");
      assert.equal(at(spec, "schedule"), "0 3 * * *");
      const { includedNamespaces, ttl, storageLocation, snapshotVolumes } = at(spec, "template") as Record<
        string,
        unknown
      >;
      assert.deepEqual(
        [includedNamespaces, ttl, storageLocation, snapshotVolumes],
        [["smedrec-audit"], "52608h", "audits", false],
      );
      const groups = at(find(found, "PrometheusRule", "audit-server").inputs, "spec.groups") as { name: string }[];
      assert.equal(groups.at(-1)?.name, "smedrec-audit-daily-prod-backups");
    });

    it("is off by default", async () => {
      assert.ok(!(await objects("prod", {})).some(({ kind }) => kind === "Schedule"));
    });
  });

  it("leaves the headers to the controller on request (G-15)", async () => {
    const found = await objects("prod", { "smedrec:controllerHeaders": true });
    assert.ok(!identities(found).includes("ConfigMap/audit-server-headers"));
    const { annotations = {} } = find(found, "Ingress", "audit-server").inputs.metadata;
    assert.equal(annotations["nginx.ingress.kubernetes.io/custom-headers"], undefined);
  });

  describe("on a cluster", () => {
    it("without the Prometheus operator have no rules, and are scraped as before", async () => {
      const found = await objects("prod", { "bulwark:capabilities": { prometheus: false } });
      assert.ok(!found.some(({ kind }) => kind === "PrometheusRule"));
      const ingress = at(find(found, "NetworkPolicy", "audit-server").inputs, "spec.ingress") as unknown[];
      assert.equal(ingress.length, 2);
    });

    it("without the other operators are the same by default", async () => {
      const others = { mesh: false, velero: false, keda: false, certManager: false, externalSecrets: false };
      const found = identities(await objects("prod", { "bulwark:capabilities": others }));
      assert.deepEqual(found, identities(await objects("prod", {})));
    });
  });

  it("reach the objects: host, class, level, origins, restart, pull secrets, priority", async () => {
    const found = await objects("prod", {
      "smedrec:host": "audit.example.com",
      "smedrec:ingressClassName": "edge",
      "smedrec:logLevel": "warn",
      "smedrec:corsOrigins": ["https://app.example.com"],
      "smedrec:restartedAt": "2026-01-31T12:00:00Z",
      "bulwark:imagePullSecrets": ["registry-credentials"],
      "bulwark:priorityClassName": "business-critical",
    });
    const ingress = find(found, "Ingress", "audit-server").inputs;
    assert.deepEqual(
      [at(ingress, "spec.rules.0.host"), at(ingress, "spec.ingressClassName")],
      ["audit.example.com", "edge"],
    );
    const { data } = find(found, "ConfigMap", "audit-server-config").inputs as unknown as {
      data: Record<string, string>;
    };
    assert.deepEqual([data["LOG_LEVEL"], data["CORS_ORIGIN"]], ["warn", "https://app.example.com"]);
    const { inputs } = find(found, "Deployment", "audit-server");
    const { annotations } = at(inputs, "spec.template.metadata") as { annotations: Record<string, string> };
    assert.equal(annotations["bulwark.io/restarted-at"], "2026-01-31T12:00:00Z");
    assert.deepEqual(at(inputs, `${pod}.imagePullSecrets`), [{ name: "registry-credentials" }]);
    assert.equal(at(inputs, `${pod}.priorityClassName`), "business-critical");
  });
});
