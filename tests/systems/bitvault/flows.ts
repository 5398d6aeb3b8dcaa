import type { Environment } from "../../../config/primitives/environment";
import { dns, type ExpectedFlow, type ExpectedFlows, type PortText, type Side } from "../expected-flows";

/** What of a stack changes who may talk to whom. */
export interface Variant {
  /** Whether the workloads are in the mesh of the nodes. */
  readonly mesh?: boolean;
}

/** SPEC 1.5.4 and 1.8; blocks and the place of NATS are those of sufficient.ts. */
export const expectedFlows: ExpectedFlows = (environment) => expectedWith(environment, {});

/** The same with a variant. */
export function expectedWith(environment: Environment, { mesh = false }: Variant): readonly ExpectedFlow[] {
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
  return [
    ...[daemon, worker, web].flatMap((workload): ExpectedFlow[] => [
      dns(workload),
      pods("monitoring/*", workload, "TCP 8081"),
      ...(mesh ? [{ from: "169.254.7.127/32", to: workload, ports: ["TCP 8081"] } satisfies ExpectedFlow] : []),
    ]),
    pods("ingress-nginx/*", daemon, "TCP 8080", "TCP 9090"),
    pods("ingress-nginx/*", web, "TCP 3000"),
    pods(web, daemon, "TCP 8080", "TCP 9090"),
    ...[daemon, worker].flatMap((workload): ExpectedFlow[] => [
      { from: workload, to: "10.40.0.0/24", ports: ["TCP 5432"] },
      { from: workload, to: "10.40.1.0/24", ports: ["TCP 6379"] },
      pods(workload, "messaging/app=nats", "TCP 4222"),
      { from: workload, to: "10.40.2.0/24", ports: ["TCP 9000"] },
    ]),
  ];
}
