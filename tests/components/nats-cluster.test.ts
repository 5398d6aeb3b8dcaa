import assert from "node:assert/strict";
import {
  kedaOperator,
  NatsCluster,
  natsCertificateHosts,
  natsFlow,
  natsIdentity,
  natsMonitoringEndpoint,
  type NatsClusterArgs,
} from "../../components/nats-cluster";
import { identity, settings } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const { resources } = settings.container;
const place = { name: "nats", namespace: "shop-dev", partOf: "shop" };
const args: NatsClusterArgs = {
  ...place,
  environment: "dev",
  image: "registry.example.com/nats:2.12.1",
  resources,
  storage: { size: "10Gi", storageClassName: "fast-ssd" },
  network: {
    flows: [natsFlow({ workload: identity }, natsIdentity(place))],
    keda: kedaOperator("shop-system"),
  },
};
const exporter = {
  image: "registry.example.com/nats-exporter:0.17.0",
  resources,
  monitoringNamespace: "monitoring",
} as const;
const make = (changes: Partial<NatsClusterArgs> = {}): Promise<Recording> =>
  record(() => new NatsCluster("nats", { ...args, ...changes }));
const spec = ({ inputs }: Recorded): Record<string, unknown> => inputs["spec"] as Record<string, unknown>;
const nameOf = ({ inputs }: Recorded): string => (inputs["metadata"] as { name: string }).name;

/** How a secret looks on the wire (Pulumi, deserialisation of secrets). */
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

interface Template {
  readonly spec: {
    readonly containers: { name: string; volumeMounts?: { name: string; mountPath: string }[] }[];
    readonly volumes: Record<string, unknown>[];
  };
}
const template = (recording: Recording): Template => spec(recording.one("StatefulSet"))["template"] as Template;

describe("components/nats-cluster", () => {
  it("runs three servers that start together, each with its volume (SPEC 1.9)", async () => {
    const recording = await make();
    const set = spec(recording.one("StatefulSet"));
    assert.deepEqual(
      [set["replicas"], set["serviceName"], set["podManagementPolicy"]],
      [3, "nats-headless", "Parallel"],
    );
    assert.deepEqual(set["volumeClaimTemplates"], [
      {
        metadata: { name: "data" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "fast-ssd",
          resources: { requests: { storage: "10Gi" } },
        },
      },
    ]);
    const [server, ...others] = template(recording).spec.containers;
    assert.deepEqual(others, []);
    assert.ok(server?.volumeMounts?.some(({ name, mountPath }) => name === "data" && mountPath === "/data"));
  });

  it("lets one server go at a time (SPEC 1.5.3)", async () => {
    const { one, warnings } = await make();
    assert.equal(spec(one("PodDisruptionBudget"))["minAvailable"], 2);
    assert.deepEqual(warnings, []);
  });

  it("shows clients one Service, and names servers before they are ready", async () => {
    const { all } = await make();
    const [client, headless] = ["nats", "nats-headless"].map((name) =>
      spec(all("Service").find((service) => nameOf(service) === name)!),
    );
    const numbers = (service: Record<string, unknown> | undefined): number[] =>
      (service?.["ports"] as { port: number }[]).map(({ port }) => port);
    assert.deepEqual(numbers(client), [4222]);
    assert.deepEqual(numbers(headless), [4222, 6222, 8222]);
    assert.deepEqual([headless?.["clusterIP"], headless?.["publishNotReadyAddresses"]], ["None", true]);
  });

  it("mounts its configuration from a ConfigMap, whose change rolls the pods (R-62)", async () => {
    const recording = await make();
    const data = recording.one("ConfigMap").inputs["data"] as Record<string, string>;
    assert.match(data["nats.conf"] ?? "", /nats-route:\/\/nats-2\.nats-headless:6222/);
    assert.ok(
      template(recording).spec.volumes.some(
        ({ name, configMap }) => name === "config" && (configMap as { name: string }).name === "nats-config",
      ),
    );
  });

  it("lets everybody in whom the network admits unless a user is named", async () => {
    const open = await make();
    assert.equal(open.all("Secret").length, 0);
    const closed = await make({ authorization: { user: "shop", password: "correct horse" } });
    const data = JSON.stringify(closed.one("Secret").inputs["data"]);
    const text = 'authorization { user: "shop", password: "correct horse" }\n';
    assert.ok(data.includes(Buffer.from(text).toString("base64")) && data.includes(secretMark));
    const config = closed.one("ConfigMap").inputs["data"] as Record<string, string>;
    assert.doesNotMatch(config["nats.conf"] ?? "", /correct horse/);
  });

  it("mounts the certificate that it is given, and says for which names it must be", async () => {
    const recording = await make({ tls: { secret: "nats-tls" } });
    const { volumes, containers } = template(recording).spec;
    assert.deepEqual(
      volumes.find(({ name }) => name === "tls"),
      { name: "tls", secret: { secretName: "nats-tls", defaultMode: 0o440 } },
    );
    assert.ok(
      containers[0]?.volumeMounts?.some(({ name, mountPath }) => name === "tls" && mountPath === "/etc/nats-tls"),
    );
    const config = recording.one("ConfigMap").inputs["data"] as Record<string, string>;
    assert.match(config["nats.conf"] ?? "", /"\/etc\/nats-tls\/tls\.crt"/);
    const hosts = natsCertificateHosts(place);
    for (const host of ["nats", "nats.shop-dev.svc", "nats-2.nats-headless", "nats-0.nats-headless.shop-dev.svc"]) {
      assert.ok(hosts.includes(host), host);
    }
  });

  it("runs an exporter and shows it to Prometheus on demand (C-44, G-48)", async () => {
    const plain = await make({ exporter });
    assert.deepEqual(
      template(plain).spec.containers.map(({ name }) => name),
      ["nats", "exporter"],
    );
    assert.equal(plain.all("PodMonitor").length, 0);
    const seen = await make({ exporter: { ...exporter, instanceLabels: { release: "prometheus" } } });
    assert.deepEqual(spec(seen.one("PodMonitor"))["podMetricsEndpoints"], [
      { port: "http-metrics", path: "/metrics", interval: "30s" },
    ]);
  });

  it("admits clients, itself, KEDA and Prometheus, by a policy of its name (SPEC 1.8)", async () => {
    const policy = (await make({ exporter })).one("NetworkPolicy");
    assert.equal(nameOf(policy), "nats");
    const ingress = spec(policy)["ingress"] as { ports: { port: number }[] }[];
    assert.deepEqual(
      ingress.map(({ ports }) => ports.map(({ port }) => port)),
      [[4222], [6222], [8222], [7777]],
    );
  });

  it("is protected and retained in prod only (R-78)", async () => {
    const kept = async (environment: "staging" | "prod"): Promise<boolean> => {
      const { protect, retainOnDelete } = (await make({ environment })).one("StatefulSet");
      return protect && retainOnDelete;
    };
    assert.deepEqual([await kept("staging"), await kept("prod")], [false, true]);
  });

  it("tells KEDA and clients where it is before it is made", async () => {
    await record(() => {
      const { monitoringEndpoint, workload } = new NatsCluster("nats", args);
      assert.equal(monitoringEndpoint, "nats-headless.shop-dev.svc:8222");
      assert.equal(monitoringEndpoint, natsMonitoringEndpoint(place));
      assert.deepEqual(workload, natsIdentity(place));
    });
  });

  it("says where a value was refused", async () => {
    await assert.rejects(make({ storage: { size: "0Gi" } }), /NatsCluster "nats": storage\.size: "0Gi" is given/);
  });
});
