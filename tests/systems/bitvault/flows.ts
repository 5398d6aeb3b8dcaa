import type { Environment } from "../../../config/primitives/environment";
import { dns, type ExpectedFlow, type ExpectedFlows, type PortText, type Side } from "../expected-flows";

/** What of a stack changes who may talk to whom. */
export interface Variant {
  /** Whether the workloads are in the mesh of the nodes. */
  readonly mesh?: boolean;
  /** Whether PostgreSQL and NATS run in the namespace (G-46). */
  readonly inCluster?: boolean;
}

/** The place of the API server is that of inCluster in sufficient.ts. */
const apiServer = "10.96.0.1/32";

/** SPEC 1.5.4 and 1.8; blocks and the place of NATS are those of sufficient.ts. */
export const expectedFlows: ExpectedFlows = (environment) => expectedWith(environment, {});

/** The same with a variant. */
export function expectedWith(
  environment: Environment,
  { mesh = false, inCluster = false }: Variant,
): readonly ExpectedFlow[] {
  const namespace = `bitvault-${environment === "preview" ? "preview-pr-7" : environment}`;
  const [daemon, worker, web] = ["bitvaultd", "bitvault-worker", "bitvault-web"].map(
    (name) => `${namespace}/${name}`,
  ) as [string, string, string];
  // Ambient mode carries what goes from pod to pod through the tunnel, and probes come from one address.
  const pods = (from: Side, to: Side, ...ports: PortText[]): ExpectedFlow => ({
    from,
    to,
    ports: mesh ? [...ports, "TCP 15008"] : ports,
  });
  const [postgres, nats] = inCluster
    ? [`${namespace}/postgres`, `${namespace}/nats`]
    : ["10.40.0.0/24", "messaging/app=nats"];
  const probe = (workload: Side, ...ports: PortText[]): ExpectedFlow[] =>
    mesh ? [{ from: "169.254.7.127/32", to: workload, ports }] : [];
  return [
    ...[daemon, worker, web].flatMap((workload): ExpectedFlow[] => [
      dns(workload),
      pods("monitoring/*", workload, "TCP 8081"),
      ...probe(workload, "TCP 8081"),
    ]),
    pods("ingress-nginx/*", daemon, "TCP 8080", "TCP 9090"),
    pods("ingress-nginx/*", web, "TCP 3000"),
    pods(web, daemon, "TCP 8080", "TCP 9090"),
    ...[daemon, worker].flatMap((workload): ExpectedFlow[] => [
      // CloudNativePG's pods stay outside of the mesh.
      { from: workload, to: postgres, ports: ["TCP 5432"] },
      { from: workload, to: "10.40.1.0/24", ports: ["TCP 6379"] },
      pods(workload, nats, "TCP 4222"),
      { from: workload, to: "10.40.2.0/24", ports: ["TCP 9000"] },
    ]),
    ...(inCluster
      ? [
          dns(postgres),
          dns(nats),
          { from: "cnpg-system/*", to: postgres, ports: ["TCP 5432", "TCP 8000"] } satisfies ExpectedFlow,
          { from: postgres, to: postgres, ports: ["TCP 5432", "TCP 8000"] } satisfies ExpectedFlow,
          { from: "monitoring/*", to: postgres, ports: ["TCP 9187"] } satisfies ExpectedFlow,
          { from: postgres, to: apiServer, ports: ["TCP 443", "TCP 6443"] } satisfies ExpectedFlow,
          pods(nats, nats, "TCP 6222"),
          // C-44: the management port is KEDA's alone.
          pods("bitvault-system/keda-operator", nats, "TCP 8222"),
          pods("monitoring/*", nats, "TCP 7777"),
          ...probe(nats, "TCP 8222", "TCP 7777"),
        ]
      : []),
  ];
}
