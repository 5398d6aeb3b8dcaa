import assert from "node:assert/strict";
import { networkPolicies, type NetworkPolicyFields } from "../../../components/builders/network-policies";
import { postgresSelector } from "../../../components/builders/postgres-cluster";
import { postgresFlow, postgresFlows, type PostgresNeighbours } from "../../../components/builders/postgres-flows";
import type { WorkloadIdentity } from "../../../components/types";
import { identity } from "../fixtures";

const database: WorkloadIdentity = {
  name: "postgres",
  namespace: "shop-dev",
  partOf: "shop",
  selector: postgresSelector("postgres"),
};
const neighbours: PostgresNeighbours = {
  operator: { namespace: "shop-system" },
  monitoringNamespace: "monitoring",
  apiServerCidrs: ["10.0.0.1/32"],
  backupStoreCidrs: ["203.0.113.0/24"],
};

/** Each rule as "peers: ports". */
function rules(policy: NetworkPolicyFields | undefined, direction: "ingress" | "egress"): string[] {
  const side = direction === "ingress" ? "from" : "to";
  const found: readonly { from?: unknown; to?: unknown; ports?: { port: number }[] }[] = policy?.spec[direction] ?? [];
  return found.map(
    (rule) =>
      `${[...JSON.stringify(rule[side]).matchAll(/:"([^"]+)"/g)].map(([, value]) => value).join("+")}: ${(
        rule.ports ?? []
      )
        .map(({ port }) => port)
        .join(",")}`,
  );
}

describe("components/builders/postgres-flows", () => {
  const client = postgresFlow({ workload: identity }, database);
  const [policy] = networkPolicies(database, { both: "postgres" }, [client, ...postgresFlows(database, neighbours)]);

  it("admits clients, the operator, the instances themselves and Prometheus (SPEC 1.8)", () => {
    assert.deepEqual(rules(policy, "ingress"), [
      "shop: 5432",
      "shop-system: 5432,8000",
      "postgres: 5432,8000",
      "monitoring: 9187",
    ]);
  });

  it("lets instances reach DNS, each other, the API server and the backup store (SPEC 1.8)", () => {
    assert.deepEqual(rules(policy, "egress"), [
      "kube-system+kube-dns: 53,53",
      "postgres: 5432,8000",
      "10.0.0.1/32: 443,6443",
      "203.0.113.0/24: 443",
    ]);
  });

  it("narrows the operator to its pods when they are named", () => {
    const narrow = { ...neighbours, operator: { namespace: "shop-system", pods: { app: "cnpg" } } };
    const [narrowed] = networkPolicies(database, { both: "postgres" }, postgresFlows(database, narrow));
    assert.equal(rules(narrowed, "ingress")[0], "shop-system+cnpg: 5432,8000");
  });

  it("gives the client its half of the flow", () => {
    const [mine] = networkPolicies(identity, { both: "shop" }, [client]);
    assert.deepEqual(rules(mine, "egress").at(-1), "postgres: 5432");
  });

  it("refuses a Cluster that cannot reach the API server, and all addresses as its blocks (R-25)", () => {
    assert.throws(() => postgresFlows(database, { ...neighbours, apiServerCidrs: [] }), /network\.apiServerCidrs/);
    const everywhere = postgresFlows(database, { ...neighbours, apiServerCidrs: ["0.0.0.0/0"] });
    assert.throws(() => networkPolicies(database, { both: "postgres" }, everywhere), /R-25/);
  });
});
