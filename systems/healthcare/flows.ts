import type { Flow, Peer } from "../../components/builders/flow";
import { migrationIdentity } from "../../components/migration-job";
import { postgresFlow } from "../../components/postgres-database";
import type { Port, WorkloadIdentity } from "../../components/types";
import type { StackPeers } from "../peers";
import type { HealthcareValues } from "./resolve";
import { exemptions, monitoring, port } from "./values";

const https: Port = { name: "https", number: 443 };

/**
 * Every connection of the system, each once (SPEC 1.8, R-22): from the gateway, from Prometheus, to the database and to
 * HTTPS outside; of a migration, to the database alone. The sidecars' own ones and DNS come with the mesh and the policies.
 */
export function healthcareFlows(
  { metrics, externalCidrs, migration }: Pick<HealthcareValues, "metrics" | "externalCidrs" | "migration">,
  { app, database }: { readonly app: WorkloadIdentity; readonly database: WorkloadIdentity },
  peers: StackPeers,
): readonly Flow[] {
  const outside: readonly Peer[] = externalCidrs?.map((cidr) => ({ cidr })) ?? [
    peers.internet({ exemption: exemptions.externalHttps }),
  ];
  return [
    { from: peers.gateway, to: { workload: app }, ports: [port] },
    {
      from: peers.monitoring,
      to: { workload: app },
      ports: [port],
      paths: [monitoring.path],
      // G-28: an exception of strict mTLS, for the metrics alone.
      plaintext: metrics.scrape === "plaintext",
    },
    postgresFlow({ workload: app }, database),
    ...(migration === undefined ? [] : [postgresFlow({ workload: migrationIdentity(app) }, database)]),
    ...outside.map((to): Flow => ({ from: { workload: app }, to, ports: [https] })),
  ];
}
