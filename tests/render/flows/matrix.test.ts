import assert from "node:assert/strict";
import type { Flow } from "../../../components/builders/flow";
import { networkPolicies } from "../../../components/builders/network-policies";
import type { Port, WorkloadIdentity } from "../../../components/types";
import { flowLines, flowsOf, type FlowLine } from "../../../render/flows/matrix";
import { describePorts } from "../../../render/flows/port-set";
import { worldOf, type World } from "../../../render/flows/world";
import { closedNamespace, deployment, exampleStack, places, policy } from "./example";

const http: Port = { name: "http", number: 8080 };
const gossip: Port = { name: "gossip", number: 7000 };
const shop: WorkloadIdentity = { name: "shop", namespace: "shop-dev", partOf: "example", selector: { app: "shop" } };
const till: WorkloadIdentity = { ...shop, name: "till", selector: { app: "till" } };

/** The world of two workloads of which the first has these flows. */
function worldWith(...flows: Flow[]): World {
  const objects = [shop, till].flatMap((each) => networkPolicies(each, { both: each.name }, flows)).map(policy);
  return worldOf(
    [...closedNamespace("shop-dev"), deployment(shop, [http]), deployment(till, [http]), ...objects],
    places,
  );
}

const lines = (world: World): string[] =>
  flowLines(world, flowsOf(world))
    .filter(({ ports }) => !describePorts(ports).includes("53"))
    .map(text);

function text({ workload, direction, others, ports, by }: FlowLine): string {
  const other = others.kind === "anywhere" ? "anywhere" : `${others.kind} ${others.actor.id}`;
  return `${workload.title} ${direction} ${other}: ${describePorts(ports)} by ${by.join()}`;
}

const into = (from: Flow["from"], ports: readonly Port[] = [http]): Flow => ({ from, to: { workload: shop }, ports });

describe("render/flows/matrix", () => {
  it("tells a flow between two workloads at both, with the policies of both", () => {
    assert.deepEqual(lines(worldWith(into({ workload: till }))), [
      "shop in one shop-dev/till: TCP 8080 by shop,till",
      "till out one shop-dev/shop: TCP 8080 by shop,till",
    ]);
  });

  it("names a neighbour that is selected by its labels", () => {
    const flow = into({ namespace: "bitvault-system", pods: { app: "keda-operator" } });
    assert.deepEqual(lines(worldWith(flow)), ["shop in one bitvault-system/keda-operator: TCP 8080 by shop"]);
  });

  it("tells what holds for all pods of a namespace once", () => {
    assert.deepEqual(lines(worldWith(into({ namespace: "istio-system" }))), [
      "shop in namespace istio-system/*: TCP 8080 by shop",
    ]);
  });

  it("tells besides who has more than the others of its namespace", () => {
    const flows = [
      into({ namespace: "bitvault-system" }),
      into({ namespace: "bitvault-system", pods: { app: "keda-operator" } }, [gossip]),
    ];
    assert.deepEqual(lines(worldWith(...flows)), [
      "shop in namespace bitvault-system/*: TCP 8080 by shop",
      "shop in one bitvault-system/keda-operator: TCP 7000, 8080 by shop",
    ]);
  });

  it("tells what holds for everybody outside once", () => {
    const flow: Flow = { from: { workload: shop }, to: { everything: { exemption: "shop-open" } }, ports: "all" };
    assert.deepEqual(lines(worldWith(flow)), ["shop out anywhere: all ports by shop"]);
  });

  it("lets the internet speak for the blocks within it, but never for the cloud's metadata", () => {
    const open: Flow = { from: { workload: shop }, to: { cidr: "0.0.0.0/0", exemption: "x" }, ports: [http] };
    const narrow: Flow = { from: { workload: till }, to: { cidr: "192.0.2.0/28" }, ports: [gossip] };
    const found = lines(worldWith(open, narrow));
    assert.ok(found.includes("shop out one internet: TCP 8080 by shop"));
    assert.ok(found.includes("shop out one metadata: TCP 8080 by shop"));
    assert.ok(!found.some((line) => line.startsWith("shop out one 192.0.2.0/28")));
    assert.ok(found.includes("till out one 192.0.2.0/28: TCP 7000 by till"));
  });

  it("shows that a block is wide enough for the cluster's own pods", () => {
    const flow: Flow = { from: { workload: shop }, to: { cidr: "10.0.0.0/8" }, ports: [http] };
    assert.ok(lines(worldWith(flow)).includes("shop out namespace kube-system/*: TCP 8080 by shop"));
  });

  it("tells what passes between replicas once", () => {
    const flow: Flow = { from: { workload: shop }, to: { workload: shop }, ports: [gossip] };
    assert.deepEqual(lines(worldWith(flow)), ["shop in one shop-dev/shop: TCP 7000 by shop"]);
  });

  it("asks nothing between two outside the stack", () => {
    const flows = flowsOf(worldWith());
    assert.ok(flows.every(({ from, to }) => from.isInside || to.isInside));
  });

  it("leaves no flow of a whole stack untold", () => {
    const world = worldOf(exampleStack(), places);
    const flows = flowsOf(world);
    const told = flowLines(world, flows);
    for (const { from, to, ports } of flows) {
      const [workload, direction, other] = from.isInside ? ([from, "out", to] as const) : ([to, "in", from] as const);
      const here = told.filter((line) => line.workload === workload && (line.direction === direction || from === to));
      const line = here.find(
        ({ others, ports: shown }) =>
          describePorts(shown) === describePorts(ports) &&
          ((others.kind === "anywhere" && !other.isInside) ||
            (others.kind === "namespace" && others.actor.namespace === other.namespace) ||
            (others.kind === "one" &&
              (others.actor === other || (others.actor.id === "internet" && other.role === "addresses")))),
      );
      assert.ok(line, `${from.id} → ${to.id} ${describePorts(ports)}`);
    }
  });
});
