import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { BackupSchedule, sixYears } from "../../../components/backup-schedule";
import { availabilityObjective, meshRequests } from "../../../components/builders/alerts/availability";
import { backupAlerts } from "../../../components/builders/alerts/backups";
import { workloadAlerts } from "../../../components/builders/alerts/workload";
import { CertificateAuthority } from "../../../components/certificate-authority";
import { Connection } from "../../../components/connection";
import { apiVersions } from "../../../components/custom-resources/kinds";
import { EventAutoscaler } from "../../../components/event-autoscaler";
import { MeshGateway } from "../../../components/mesh-gateway";
import { Monitoring } from "../../../components/monitoring";
import { PostgresCluster } from "../../../components/postgres-cluster";
import { SecretSource } from "../../../components/secret-source";
import { SecureNamespace } from "../../../components/secure-namespace";
import { TlsCertificate } from "../../../components/tls-certificate";
import { VaultSecretStore } from "../../../components/vault-secret-store";
import { sharedLab, type TestLab } from "../../lab/support";
import { identity, web } from "../fixtures";
import { record } from "../recorder";

interface CustomObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const golden = join(__dirname, "../../golden");

/** Every family that makes custom resources, with as many of its fields as it can write. */
function families(): void {
  new SecureNamespace("shop-dev", { name: "shop-dev", environment: "dev", strictMtls: true });
  const scrape = { from: { namespace: "monitoring" }, to: { workload: identity }, ports: [web] };
  new Connection("shop-sidecar", {
    workload: identity,
    policies: { both: "shop" },
    mesh: { mode: "sidecar", monitoringNamespace: "monitoring" },
    flows: [{ ...scrape, plaintext: true, paths: ["/metrics"] }],
  });
  new Connection("shop-ambient", {
    workload: identity,
    policies: { both: "shop" },
    mesh: { mode: "ambient" },
    flows: [{ ...scrape, plaintext: true }],
  });
  new MeshGateway("shop-edge", {
    workload: identity,
    hosts: ["shop.example.com"],
    gateway: { name: "shop-gateway", redirectHttp: true },
    tls: { secretName: "shop-tls", source: { issuer: { name: "public" } } },
    virtualService: {
      name: "shop-routes",
      routes: [
        { prefixes: ["/api/stream"], to: { host: "shop", port: 80 }, timeout: "none" },
        {
          to: [
            { host: "shop", port: 80, weight: 90 },
            { host: "shop-canary", port: 80, weight: 10 },
          ],
          timeout: "1m30s",
          retries: { attempts: 3, perTryTimeout: "500ms", retryOn: ["connect-failure", "503"] },
        },
      ],
    },
    externalHosts: [{ name: "payment", hosts: ["api.example.com"] }],
  });
  new EventAutoscaler("shop-autoscaler", {
    workload: identity,
    minReplicas: 1,
    maxReplicas: 5,
    pollingSeconds: 10,
    trigger: {
      monitoringEndpoint: "nats.shop-dev.svc:8222",
      account: { secret: "shop-nats", key: "account" },
      stream: "ORDERS",
      consumer: "shop",
      lagThreshold: 100,
    },
  });
  const { reference: store } = new VaultSecretStore("shop-vault", {
    namespace: "shop-dev",
    partOf: "shop",
    server: "https://vault.example.com:8200",
    role: "shop",
    audiences: ["vault"],
    authority: { configMap: "vault-authority", key: "ca.crt" },
  });
  const external = {
    TOKEN: { external: { key: "shop/dev", property: "token" } },
    WHOLE: { external: { key: "shop" } },
  };
  const generated = { PASSWORD: { generated: { length: 32 } } };
  const { issuer } = new CertificateAuthority("shop-ca", { name: "shop-ca", namespace: "shop-dev", partOf: "shop" });
  new TlsCertificate("shop-mutual", {
    identity,
    secretName: "shop-mutual",
    hosts: ["shop"],
    source: { issuer },
    isMutual: true,
    duration: "8760h",
  });
  new SecretSource("shop-external", { identity, name: "shop-external", keys: external, store });
  new SecretSource("shop-mixed", { identity, name: "shop-mixed", keys: { ...external, ...generated }, store });
}

/** Likewise: what watches, saves and stores. */
function operated(): void {
  const runbooks = "https://runbooks.example.com/";
  new Monitoring("shop-monitoring", {
    workload: identity,
    instanceLabels: { release: "prometheus" },
    serviceMonitors: [
      { name: "shop", endpoints: [{ port: web, timeout: "10s", meshCertificates: "/etc/prom-certs" }] },
    ],
    podMonitors: [{ name: "shop", endpoints: [{ port: web, path: "/stats", interval: "1m" }] }],
    rules: {
      name: "shop",
      groups: [
        availabilityObjective(identity, { objectivePercent: 99.95, indicator: meshRequests(identity), runbooks }),
        workloadAlerts(identity, { container: "shop", autoscaler: "shop", runbooks }),
        backupAlerts({ schedule: "shop-daily-dev", runbooks }),
      ],
    },
  });
  const provider = { provider: "aws", config: { region: "us-east-1" }, credential: { secret: "cloud", key: "cloud" } };
  new BackupSchedule("shop-backup", {
    system: "shop",
    environment: "dev",
    name: "shop-daily",
    cron: "0 2 * * *",
    includedNamespaces: ["shop-dev"],
    ttl: sixYears,
    excludedResources: ["events"],
    hooks: [
      {
        name: "checkpoint",
        pods: { app: "db" },
        container: "db",
        command: ["checkpoint"],
        timeout: "5m",
        onError: "Fail",
      },
    ],
    storage: { ...provider, name: "shop", bucket: "shop-backups", prefix: "dev", isDefault: true },
    snapshots: { ...provider, name: "shop" },
  });
  new PostgresCluster("postgres", {
    name: "postgres",
    namespace: "shop-dev",
    partOf: "shop",
    environment: "dev",
    instances: 3,
    image: "registry.example.com/postgresql:17.2",
    imagePullSecrets: ["registry"],
    storage: { size: "20Gi", storageClassName: "fast-ssd" },
    walStorage: { size: "5Gi" },
    resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
    parameters: { max_connections: "250" },
    separateNodes: "required",
    scheduling: {
      spread: [{ over: "zone", whenUnsatisfiable: "ScheduleAnyway" }],
      nodeSelector: { workload: "data" },
      tolerations: [{ key: "workload", value: "data", effect: "NoSchedule" }],
      priorityClassName: "data",
    },
    podLabels: { "sidecar.istio.io/inject": "false" },
    database: "shop",
    owner: "shop",
    credentials: { secret: "postgres-credentials" },
    backup: {
      destination: "s3://shop-backups/dev",
      endpoint: "https://minio.example.com",
      credentials: { secret: "postgres-backup", accessKeyId: "ACCESS_KEY_ID", secretAccessKey: "ACCESS_SECRET_KEY" },
      cron: "30 2 * * *",
      retentionDays: 30,
    },
    network: {
      flows: [],
      operator: { namespace: "cnpg-system" },
      monitoringNamespace: "monitoring",
      apiServerCidrs: ["10.96.0.1/32"],
      backupStoreCidrs: ["203.0.113.0/24"],
    },
    monitoring: { instanceLabels: {} },
  });
}

function isCustom(object: unknown): object is CustomObject {
  const { apiVersion, kind } = object as { apiVersion?: unknown; kind?: unknown };
  return Object.entries(apiVersions).some(([name, version]) => name === kind && version === apiVersion);
}

async function ofFamilies(): Promise<CustomObject[]> {
  const { resources } = await record(() => {
    families();
    operated();
  });
  return resources.map(({ inputs }): unknown => inputs).filter(isCustom);
}

/** What the committed inventories hold, of all stacks. */
function ofStacks(): CustomObject[] {
  return readdirSync(golden, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => parse(readFileSync(join(golden, file), "utf8")) as unknown)
    .filter(isCustom);
}

describe("the custom resources and the operators' definitions", function () {
  this.timeout(120_000);
  let lab: TestLab;
  let folder: string;

  before(async () => {
    lab = await sharedLab();
    folder = mkdtempSync(join(tmpdir(), "bulwark-custom-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Asks the API server, which checks schemas and rules, and refuses unknown fields. Nothing is created. */
  function create(objects: readonly CustomObject[]): Promise<string> {
    const moved = objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: "default" } }));
    const file = join(folder, "objects.yaml");
    writeFileSync(file, moved.map((object) => JSON.stringify(object)).join("\n---\n"));
    return lab.kubectl("create", "--dry-run=server", "--validate=strict", "-o=name", "-f", file);
  }

  it("fit: everything that the families write", async () => {
    const objects = await ofFamilies();
    const made = [...new Set(objects.map(({ kind }) => kind))].sort();
    assert.deepEqual(made, [
      "AuthorizationPolicy",
      "BackupStorageLocation",
      "Certificate",
      "Cluster",
      "ExternalSecret",
      "Gateway",
      "Issuer",
      "PeerAuthentication",
      "PodMonitor",
      "PrometheusRule",
      "ScaledObject",
      "Schedule",
      "ScheduledBackup",
      "SecretStore",
      "ServiceEntry",
      "ServiceMonitor",
      "TriggerAuthentication",
      "VirtualService",
      "VolumeSnapshotLocation",
    ]);
    assert.equal((await create(objects)).trim().split("\n").length, objects.length);
  });

  it("fit: everything that the stacks hold", async () => {
    const objects = ofStacks();
    if (objects.length > 0) await create(objects);
  });

  it("would be refused with a field that the operator does not know, and without one that it demands", async () => {
    const [gateway] = (await ofFamilies()).filter(({ kind }) => kind === "Gateway");
    await assert.rejects(
      create([{ ...gateway!, spec: { ...gateway!.spec, gate: true } }]),
      /unknown field "spec\.gate"/,
    );
    await assert.rejects(create([{ ...gateway!, spec: { servers: [{}] } }]), /spec\.servers\[0\]\.port/);
  });
});
