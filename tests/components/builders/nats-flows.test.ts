import assert from "node:assert/strict";
import { kedaOperator, natsFlow, natsFlows, type NatsNeighbours } from "../../../components/builders/nats-flows";
import { networkPolicies, type NetworkPolicyFields } from "../../../components/builders/network-policies";
import type { WorkloadIdentity } from "../../../components/types";
import { identity } from "../fixtures";

const nats: WorkloadIdentity = { name: "nats", namespace: "shop-dev", partOf: "shop", selector: { app: "nats" } };
const client = natsFlow({ workload: identity }, nats);
const policy = (neighbours: NatsNeighbours): NetworkPolicyFields["spec"] =>
  networkPolicies(nats, { both: "nats" }, [client, ...natsFlows(nats, neighbours)])[0]!.spec;
const ports = (rule: { ports?: { port: number }[] } | undefined): number[] =>
  (rule?.ports ?? []).map(({ port }) => port);

describe("components/builders/nats-flows", () => {
  it("admits clients on 4222 and the servers among themselves on 6222 (SPEC 1.8)", () => {
    const { ingress = [], egress = [] } = policy({});
    assert.deepEqual(ingress.map(ports), [[4222], [6222]]);
    assert.deepEqual(ingress[1]?.from, [{ podSelector: { matchLabels: { app: "nats" } } }]);
    assert.deepEqual(egress.map(ports), [[53, 53], [6222]]);
  });

  it("opens the monitoring port to KEDA's operator pods and nobody else (C-44, R-24)", () => {
    const { ingress = [] } = policy({ keda: kedaOperator("shop-system"), monitoringNamespace: "monitoring" });
    const open = ingress.filter((rule) => ports(rule).includes(8222));
    assert.deepEqual(open, [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop-system" } },
            podSelector: { matchLabels: { app: "keda-operator" } },
          },
        ],
        ports: [{ protocol: "TCP", port: 8222 }],
      },
    ]);
  });

  it("opens the exporter's port to Prometheus (C-44)", () => {
    const { ingress = [] } = policy({ monitoringNamespace: "monitoring" });
    assert.deepEqual(ingress.map(ports), [[4222], [6222], [7777]]);
  });

  it("gives clients the client port only", () => {
    const [mine] = networkPolicies(identity, { both: "shop" }, [client]);
    assert.deepEqual(ports(mine?.spec.egress?.at(-1)), [4222]);
  });
});
