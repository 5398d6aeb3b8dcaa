import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Connection } from "../../../components/connection";
import { apiVersions } from "../../../components/custom-resources/kinds";
import { EventAutoscaler } from "../../../components/event-autoscaler";
import { MeshGateway } from "../../../components/mesh-gateway";
import { SecureNamespace } from "../../../components/secure-namespace";
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
}

function isCustom(object: unknown): object is CustomObject {
  const { apiVersion, kind } = object as { apiVersion?: unknown; kind?: unknown };
  return Object.entries(apiVersions).some(([name, version]) => name === kind && version === apiVersion);
}

async function ofFamilies(): Promise<CustomObject[]> {
  const { resources } = await record(families);
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
      "Certificate",
      "Gateway",
      "PeerAuthentication",
      "ScaledObject",
      "ServiceEntry",
      "TriggerAuthentication",
      "VirtualService",
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
