import assert from "node:assert/strict";

import type { Peer } from "../../../components/builders/flow";
import { load } from "../../../systems";
import { platformFlows } from "../../../systems/appointment/flows";
import { ofEach } from "../../../systems/appointment/of-each";
import { workloadsOf } from "../../../systems/appointment/workloads";
import { stackPeers } from "../../../systems/peers";
import { at, find, objectsOf, type RegisteredObject } from "../evaluate";
import { blocks, role } from "./sufficient";
import { services, stackOf, valuesOf, type Service } from "./services";

type Objects = readonly RegisteredObject[];
type Rule = {
  readonly from?: unknown[];
  readonly to?: unknown[];
  readonly ports: { port: number; protocol: string }[];
};

const policy = (objects: Objects, service: Service): unknown =>
  find(objects, "NetworkPolicy", `${service}-service`).inputs["spec"];
const rules = (objects: Objects, service: Service, direction: "ingress" | "egress"): Rule[] =>
  at(policy(objects, service), direction) as Rule[];
const pods = (service: Service): unknown => ({
  podSelector: { matchLabels: { "app.kubernetes.io/name": `${service}-service` } },
});

/** Peer and ports of each rule, one line each. */
function lines(found: readonly Rule[]): string[] {
  const peer = (each: unknown): string =>
    String(
      at(each, "ipBlock.cidr") ??
        at(each, "podSelector.matchLabels.k8s-app") ??
        Object.values(at(each, "namespaceSelector.matchLabels") ?? {})[0] ??
        at(each, "podSelector.matchLabels")?.["app.kubernetes.io/name" as never],
    );
  return found.flatMap(({ from, to, ports }) =>
    (from ?? to ?? []).map((each) => `${peer(each)} ${ports.map(({ port }) => port).join("+")}`),
  );
}

/** Peer and ports of each service's flows, as declared. */
function flowsOf(...args: Parameters<typeof stackOf>): {
  readonly inward: Readonly<Record<Service, string[]>>;
  readonly outward: Readonly<Record<Service, string[]>>;
} {
  const { settings } = load(stackOf(...args));
  const values = valuesOf(...args);
  const flows = platformFlows(values, workloadsOf(values.namespace), stackPeers(settings));
  const name = (peer: Peer): string =>
    "workload" in peer ? peer.workload.name : "cidr" in peer ? peer.cidr : "namespace" in peer ? peer.namespace : "?";
  const side = (mine: "from" | "to", other: "from" | "to", service: Service): string[] =>
    flows
      .filter((flow) => name(flow[mine]) === `${service}-service`)
      .map(
        (flow) =>
          `${name(flow[other])} ${flow.ports === "all" ? "*" : flow.ports.map(({ number }) => number).join("+")}`,
      );
  return {
    inward: ofEach(services, (service) => side("to", "from", service)),
    outward: ofEach(services, (service) => side("from", "to", service)),
  };
}

describe("appointment: who may talk to whom (SPEC 1.8, G-11)", () => {
  let prod: Objects;

  before(async () => {
    prod = await objectsOf(stackOf("prod"));
  });

  it("one policy per service selects stable and canary pods, in both directions (SPEC 1.4.3, R-19)", () => {
    for (const service of services) {
      assert.deepEqual(at(policy(prod, service), "podSelector"), at(pods(service), "podSelector"));
      assert.deepEqual(at(policy(prod, service), "policyTypes"), ["Ingress", "Egress"]);
    }
  });

  for (const service of services) {
    const callers = service === "availability" ? ["booking-service 3000"] : [];
    it(`${service} is reached from the gateway and monitoring${callers.length > 0 ? " and by booking" : ""}, on 3000`, () => {
      assert.deepEqual(lines(rules(prod, service, "ingress")).sort(), [
        ...callers,
        "istio-system 3000",
        "monitoring 15020+15090",
        "monitoring 3000",
      ]);
    });
  }

  const outward: Readonly<Record<Service, readonly string[]>> = {
    booking: ["10.50.0.0/24 5432", "10.50.1.0/24 9094+9098", "10.50.3.0/24 443", "availability-service 3000"],
    availability: [],
    patient: [],
    search: ["10.50.2.0/24 443", "10.50.3.0/24 443"],
    notification: ["10.50.1.0/24 9094+9098"],
    practitioner: [],
  };
  for (const service of services) {
    it(`${service} reaches DNS, istiod and ${outward[service].join(", ") || "nothing else"}`, () => {
      assert.deepEqual(
        lines(rules(prod, service, "egress")).sort(),
        [...outward[service], "istio-system 15012", "kube-dns 53+53"].sort(),
      );
    });
  }

  it("an empty list keeps a destination closed (G-25)", () => {
    const without = Object.fromEntries(Object.keys(blocks).map((key) => [key, undefined]));
    assert.deepEqual(flowsOf("prod", {}, without).outward.search, []);
  });

  it("AWS's token service is open to every service with a role, and to no other", () => {
    const { outward: reached } = flowsOf("dev", { patient: { roleArn: role("patient") } }, blocks);
    const open = services.filter((service) => reached[service].includes("10.50.3.0/24 443"));
    assert.deepEqual(open, ["booking", "patient", "search"]);
  });

  it("callers and destinations come from the configuration, in the place of the defaults", () => {
    const own = { patient: { callers: ["notification"], destinations: ["rds"] }, availability: { callers: [] } };
    const flows = flowsOf("prod", own, blocks);
    assert.ok(flows.inward.patient.includes("notification-service 3000"));
    assert.ok(flows.outward.notification.includes("patient-service 3000"));
    assert.ok(flows.outward.patient.includes("10.50.0.0/24 5432"));
    assert.ok(!flows.inward.availability.includes("booking-service 3000"));
    assert.ok(!flows.outward.booking.includes("availability-service 3000"));
  });

  it("the edge is the gateway's namespace in the mesh, and none without it until an Ingress is on", () => {
    const names = { "bulwark:gatewayNamespace": "edge", "bulwark:ingressNamespace": "web" };
    const inMesh = flowsOf("dev", {}, names).inward;
    const outside = flowsOf("dev", {}, { ...names, "appointment:trafficSplit": "ingress" }).inward;
    for (const service of services) {
      assert.deepEqual([inMesh[service].includes("edge 3000"), inMesh[service].includes("web 3000")], [true, false]);
      assert.deepEqual([outside[service].includes("edge 3000"), outside[service].includes("web 3000")], [false, false]);
    }
  });

  it("an Ingress opens its service, and no other, to the ingress controller", () => {
    for (const trafficSplit of ["mesh", "ingress"]) {
      const own = { patient: { host: "p.example.com", ingress: { enabled: true } } };
      const { inward: reached } = flowsOf("prod", own, { "appointment:trafficSplit": trafficSplit });
      assert.deepEqual(
        services.filter((service) => reached[service].includes("ingress-nginx 3000")),
        ["patient"],
        trafficSplit,
      );
    }
  });

  describe("in the mesh", () => {
    const principals = (objects: Objects, service: Service): string[] =>
      (at(find(objects, "AuthorizationPolicy", `${service}-service`).inputs, "spec.rules") as unknown[]).flatMap(
        (each) =>
          (at(each, "from.0.source.principals") ?? at(each, "from.0.source.namespaces") ?? ["anybody"]) as string[],
      );

    it("only the identities of these peers are admitted (R-29)", () => {
      assert.ok(principals(prod, "availability").includes("cluster.local/ns/appointment-prod/sa/booking-service"));
      for (const service of services) assert.ok(!principals(prod, service).includes("anybody"), service);
    });

    it("the namespace is strict and injected (R-28, R-29)", () => {
      const { labels } = find(prod, "Namespace", "appointment-prod").inputs.metadata;
      assert.equal(labels?.["istio-injection"], "enabled");
      assert.equal(at(find(prod, "PeerAuthentication", "default").inputs, "spec.mtls.mode"), "STRICT");
    });

    it("plain text is an exception for the metrics alone, and only on demand (G-28)", async () => {
      assert.equal(prod.filter(({ kind }) => kind === "PeerAuthentication").length, 1);
      const objects = await objectsOf(stackOf("prod", {}, { "appointment:metrics": { scrape: "plaintext" } }));
      const exception = find(objects, "PeerAuthentication", "patient-service").inputs["spec"];
      assert.deepEqual(at(exception, "portLevelMtls"), { "3000": { mode: "PERMISSIVE" } });
      const rulesOf = at(find(objects, "AuthorizationPolicy", "patient-service").inputs, "spec.rules") as unknown[];
      const open = rulesOf.filter((each) => at(each, "from") === undefined);
      assert.deepEqual(open, [{ to: [{ operation: { ports: ["3000"], paths: ["/metrics"] } }] }]);
    });
  });
});
