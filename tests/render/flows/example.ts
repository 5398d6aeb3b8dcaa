/** A stack as large as they get: twenty workloads in five namespaces, with the flows of SPEC 1.8. */
import { authorizationPolicy } from "../../../components/builders/authorization-policy";
import type { Flow, Peer } from "../../../components/builders/flow";
import { carriedFlows, type Mesh } from "../../../components/builders/mesh";
import { defaultDeny, networkPolicies } from "../../../components/builders/network-policies";
import type { Port, WorkloadIdentity } from "../../../components/types";
import type { Registration } from "../../../render/registration";
import type { Places } from "../../../render/flows/neighbours";

/** The neighbours' usual places. */
export const places: Places = {
  gatewayNamespace: "istio-system",
  ingressNamespace: "ingress-nginx",
  monitoringNamespace: "monitoring",
  dns: { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" } },
};

/** An object as the recording has it. */
export function registered(type: string, inputs: Readonly<Record<string, unknown>>): Registration {
  const { name = "" } = (inputs["metadata"] ?? {}) as { name?: string };
  return { urn: `${type}::${name}`, type, name, parent: "", custom: true, read: false, inputs, options: {} };
}

/** A Namespace that is closed by default. */
export function closedNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Registration[] {
  const deny = defaultDeny({ name, namespace: name, partOf: "example" });
  return [registered("kubernetes:core/v1:Namespace", { metadata: { name, labels } }), policy(deny)];
}

/** A NetworkPolicy. */
export function policy(object: object): Registration {
  return registered("kubernetes:networking.k8s.io/v1:NetworkPolicy", { ...object });
}

/** An AuthorizationPolicy. */
export function meshPolicy(object: object): Registration {
  return registered("kubernetes:security.istio.io/v1beta1:AuthorizationPolicy", { ...object });
}

/** A Deployment of which policies see labels and ports. */
export function deployment(
  { name, namespace, selector }: WorkloadIdentity,
  ports: readonly Port[],
  kind: "Deployment" | "StatefulSet" = "Deployment",
): Registration {
  const containers = [{ ports: ports.map((port) => ({ name: port.name, containerPort: port.number })) }];
  const template = { metadata: { labels: selector }, spec: { containers } };
  return registered(`kubernetes:apps/v1:${kind}`, { metadata: { name, namespace }, spec: { template } });
}

const sidecar: Mesh = { mode: "sidecar", monitoringNamespace: "monitoring" };
const http = (number: number): Port => ({ name: "http", number });
const tcp = (name: string, number: number): Port => ({ name, number });
const named = (name: string, namespace: string, key = "app.kubernetes.io/name"): WorkloadIdentity => ({
  name,
  namespace,
  partOf: "example",
  selector: { [key]: name },
});
const monitoring: Peer = { namespace: "monitoring" };
const gateway: Peer = { namespace: "istio-system", serviceAccount: "istio-ingressgateway" };
const ingress: Peer = { namespace: "ingress-nginx" };

interface Example {
  readonly workload: WorkloadIdentity;
  readonly ports: readonly Port[];
  readonly mesh?: Mesh;
  readonly kind?: "StatefulSet";
  readonly names?: Parameters<typeof networkPolicies>[1];
}

/** The registrations of such a stack. */
export function exampleStack(): Registration[] {
  const [sql, redis, nats, metrics] = [tcp("sql", 5432), tcp("redis", 6379), tcp("nats", 4222), tcp("health", 8081)];
  const mllp = named("mllp-server", "healthcare-prod", "app");
  const app: WorkloadIdentity = { ...named("healthcare-app", "healthcare-prod"), selector: { app: "healthcare" } };
  const database = named("postgres", "healthcare-prod", "app");
  const audit = named("audit-server", "smedrec-audit");
  const services = ["booking", "availability", "patient", "search", "notification", "practitioner"].map((name) =>
    named(`${name}-service`, "appointment-prod"),
  );
  const [booking, availability, , search] = services as [
    WorkloadIdentity,
    WorkloadIdentity,
    WorkloadIdentity,
    WorkloadIdentity,
  ];
  const [daemon, worker, web] = ["bitvaultd", "bitvault-worker", "bitvault-web"].map((name) =>
    named(name, "bitvault-prod"),
  ) as [WorkloadIdentity, WorkloadIdentity, WorkloadIdentity];
  const [broker, cache] = [named("nats", "bitvault-prod"), named("redis", "bitvault-prod")];
  const store: WorkloadIdentity = {
    ...named("bitvault-db", "bitvault-prod"),
    selector: { "cnpg.io/cluster": "bitvault-db" },
  };

  const examples: readonly Example[] = [
    { workload: mllp, ports: [tcp("mllp", 2575)], names: { ingress: "mllp-server", egress: "mllp-server-egress" } },
    { workload: app, ports: [http(4000)], mesh: sidecar },
    { workload: database, ports: [sql], mesh: sidecar, kind: "StatefulSet" },
    { workload: audit, ports: [http(3000)] },
    ...services.map((workload) => ({ workload, ports: [http(3000)], mesh: sidecar })),
    { workload: daemon, ports: [http(8080), tcp("grpc", 9090), metrics] },
    { workload: worker, ports: [metrics] },
    { workload: web, ports: [http(3000), metrics] },
    {
      workload: broker,
      ports: [nats, tcp("monitor", 8222), tcp("cluster", 6222), tcp("exporter", 7777)],
      kind: "StatefulSet",
    },
    { workload: cache, ports: [redis], kind: "StatefulSet" },
    { workload: store, ports: [sql, tcp("status", 8000), tcp("metrics", 9187)] },
  ];
  const between = (from: WorkloadIdentity, to: WorkloadIdentity, ...ports: Port[]): Flow => ({
    from: { workload: from },
    to: { workload: to },
    ports,
  });
  const into = (from: Peer, to: WorkloadIdentity, ...ports: Port[]): Flow => ({ from, to: { workload: to }, ports });
  const out = (from: WorkloadIdentity, cidr: string, ...ports: Port[]): Flow => ({
    from: { workload: from },
    to: { cidr },
    ports,
  });
  const flows: readonly Flow[] = [
    into({ namespaceLabels: { "network-policy/mllp-client": "true" } }, mllp, tcp("mllp", 2575)),
    { from: { workload: mllp }, to: { everything: { exemption: "mllp-open-egress" } }, ports: "all" },
    into(gateway, app, http(4000)),
    into(monitoring, app, http(4000)),
    between(app, database, sql),
    {
      from: { workload: app },
      to: {
        cidr: "0.0.0.0/0",
        except: ["10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
        exemption: "healthcare-https",
      },
      ports: [tcp("https", 443)],
    },
    into(ingress, audit, http(3000)),
    into(monitoring, audit, http(3000)),
    out(audit, "10.40.0.0/24", sql, redis),
    ...services.flatMap((service) => [into(gateway, service, http(3000)), into(monitoring, service, http(3000))]),
    ...services.map((service) => out(service, "10.50.0.0/24", sql)),
    between(booking, availability, http(3000)),
    out(booking, "10.50.1.0/24", tcp("msk", 9094), tcp("msk-iam", 9098)),
    out(booking, "10.50.3.0/24", tcp("sts", 443)),
    out(search, "10.50.2.0/24", tcp("opensearch", 443)),
    out(search, "10.50.3.0/24", tcp("sts", 443)),
    into(ingress, daemon, http(8080), tcp("grpc", 9090)),
    into(ingress, web, http(3000)),
    between(web, daemon, http(8080), tcp("grpc", 9090)),
    ...[daemon, worker, web].map((each) => into(monitoring, each, metrics)),
    ...[daemon, worker].flatMap((each) => [
      between(each, store, sql),
      between(each, cache, redis),
      between(each, broker, nats),
      out(each, "10.60.0.0/24", tcp("s3", 9000)),
    ]),
    out(daemon, "192.0.2.0/28", tcp("vault", 8200)),
    into({ namespace: "bitvault-system", pods: { app: "keda-operator" } }, broker, tcp("monitor", 8222)),
    into(monitoring, broker, tcp("exporter", 7777)),
    between(broker, broker, tcp("cluster", 6222)),
    into({ namespace: "bitvault-system" }, store, tcp("status", 8000)),
    into(monitoring, store, tcp("metrics", 9187)),
    between(store, store, sql, tcp("status", 8000)),
    out(store, "10.0.0.1/32", tcp("api", 443)),
  ];
  const namespaces = [...new Set(examples.map(({ workload }) => workload.namespace))];
  return [
    ...namespaces.flatMap((name) => closedNamespace(name)),
    ...examples.flatMap(({ workload, ports, mesh, kind, names = { both: workload.name } }) => [
      deployment(workload, ports, kind),
      ...networkPolicies(workload, names, carriedFlows(workload, flows, { mesh, probes: ports })).map(policy),
      ...(mesh === undefined ? [] : [meshPolicy(authorizationPolicy(workload, mesh, flows))]),
    ]),
  ];
}
