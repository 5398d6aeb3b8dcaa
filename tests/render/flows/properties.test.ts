import assert from "node:assert/strict";
import * as fc from "fast-check";
import { connection, isIsolated, type Endpoint, type Pod } from "../../../render/flows/evaluator";
import { readNetworkPolicy, type NetworkPolicy } from "../../../render/flows/network-policy";
import { includesPort, intersection, portSet, samePorts, type Protocol } from "../../../render/flows/port-set";
import type { Labels } from "../../../render/flows/selector";
import { isLetThrough, type Party, type WrittenPeer, type WrittenPolicy, type WrittenSelector } from "./reference";

/** A small cluster in which much coincides: two namespaces, few labels, few ports, addresses inside and outside blocks. */
const namespaces: Readonly<Record<string, Record<string, string>>> = {
  a: { "kubernetes.io/metadata.name": "a", team: "x" },
  b: { "kubernetes.io/metadata.name": "b", team: "y" },
};
const ports = [
  { name: "web", number: 2, protocol: "TCP" as Protocol },
  { name: "dns", number: 3, protocol: "UDP" as Protocol },
];
const podLabels: readonly Labels[] = [{}, { app: "p" }, { app: "q", tier: "t" }];
const pods: readonly Pod[] = Object.entries(namespaces).flatMap(([namespace, namespaceLabels], index) =>
  podLabels.map((labels, nth) => ({
    namespace,
    namespaceLabels,
    labels,
    ports: nth === 0 ? [] : ports,
    addresses: [`10.0.${index}.${nth}`],
  })),
);
const endpoints: readonly Endpoint[] = [...pods, { addresses: ["10.9.0.1"] }, { addresses: ["192.0.2.1"] }];
const party = (endpoint: Endpoint): Party => ({ ...endpoint, address: endpoint.addresses[0] ?? "" });

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
/** An object without its absent fields, as YAML has it. */
const written = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> =>
  fc
    .record<Record<string, unknown>>(fields)
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T);

const labels = fc.dictionary(oneOf("app", "tier", "team"), oneOf("p", "q", "t", "x", "y"), { maxKeys: 1 });
const expression = fc.oneof(
  fc.record({
    key: oneOf("app", "tier", "team"),
    operator: oneOf("In", "NotIn"),
    values: fc.array(oneOf("p", "q", "t", "x"), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: oneOf("app", "tier", "team"), operator: oneOf("Exists", "DoesNotExist") }),
);
const selector = written<WrittenSelector>({
  matchLabels: maybe(labels),
  matchExpressions: maybe(fc.array(expression, { maxLength: 1 })),
});
const block = written<NonNullable<WrittenPeer["ipBlock"]>>({
  cidr: oneOf("10.0.0.0/8", "10.0.0.0/16", "0.0.0.0/0", "192.0.2.0/24"),
  except: maybe(fc.array(oneOf("10.0.1.0/24", "10.0.0.1/32"), { maxLength: 2 })),
});
const peer: fc.Arbitrary<WrittenPeer> = fc.oneof(
  block.map((ipBlock) => ({ ipBlock })),
  selector.map((podSelector) => ({ podSelector })),
  selector.map((namespaceSelector) => ({ namespaceSelector })),
  fc.tuple(selector, selector).map(([podSelector, namespaceSelector]) => ({ podSelector, namespaceSelector })),
);
const port = fc.oneof(
  written({ protocol: maybe(oneOf("TCP", "UDP")), port: maybe(oneOf<number | string>(1, 2, 3, "web", "dns")) }),
  written({ protocol: maybe(oneOf("TCP", "UDP")), port: oneOf(1, 2), endPort: oneOf(2, 4) }),
);
const peersField = maybe(fc.array(peer, { maxLength: 2 }));
const portsField = maybe(fc.array(port, { maxLength: 2 }));
const policy: fc.Arbitrary<WrittenPolicy> = fc
  .record({
    namespace: oneOf("a", "b"),
    spec: written<WrittenPolicy["spec"]>({
      podSelector: selector,
      policyTypes: maybe(fc.subarray(["Ingress", "Egress"])),
      ingress: maybe(fc.array(written({ from: peersField, ports: portsField }), { maxLength: 2 })),
      egress: maybe(fc.array(written({ to: peersField, ports: portsField }), { maxLength: 2 })),
    }),
  })
  .map(({ namespace, spec }) => ({ metadata: { name: "any", namespace }, spec }));
const policies = fc.array(policy, { maxLength: 4 });

const read = (list: readonly WrittenPolicy[]): NetworkPolicy[] => list.map(readNetworkPolicy);
const pairs = endpoints.flatMap((from) => endpoints.map((to) => [from, to] as const));

/** For every pair of endpoints. */
function everyPair(check: (from: Endpoint, to: Endpoint) => void): void {
  for (const [from, to] of pairs) check(from, to);
}

describe("render/flows: properties", () => {
  it("agrees with a second implementation on every connection", () => {
    const questions = (["TCP", "UDP"] as const).flatMap((protocol) =>
      [1, 2, 3, 4, 5].map((number) => [protocol, number] as const),
    );
    let passed = 0;
    let refused = 0;
    fc.assert(
      fc.property(policies, (list) => {
        const known = read(list);
        everyPair((from, to) => {
          const { ports: reached } = connection(known, from, to);
          for (const [protocol, number] of questions) {
            const expected = isLetThrough(list, party(from), party(to), protocol, number);
            assert.equal(
              includesPort(reached, protocol, number),
              expected,
              JSON.stringify({ from, to, protocol, number }),
            );
            if (expected) passed++;
            else refused++;
          }
        });
      }),
      { numRuns: 200 },
    );
    // Neither answer is rare, or the comparison would say little.
    assert.ok(
      passed > (passed + refused) / 10 && refused > (passed + refused) / 10,
      `${passed} passed, ${refused} refused`,
    );
  }).timeout(60_000);

  it("does not depend on the order of policies", () => {
    fc.assert(
      fc.property(policies, (list) => {
        everyPair((from, to) => {
          const [one, other] = [connection(read(list), from, to), connection(read(list.toReversed()), from, to)];
          assert.ok(samePorts(one.ports, other.ports));
        });
      }),
    );
  });

  it("a policy more opens nothing but what it allows, and closes nothing that was closed to begin with", () => {
    fc.assert(
      fc.property(policies, policy, (list, added) => {
        const [before, after, alone] = [read(list), read([...list, added]), read([added])];
        everyPair((from, to) => {
          for (const [direction, self] of [
            ["egress", from],
            ["ingress", to],
          ] as const) {
            const was = connection(before, from, to)[direction];
            const is = connection(after, from, to)[direction];
            const own = connection(alone, from, to)[direction];
            if (!("labels" in self) || own.isOpen) {
              assert.ok(samePorts(is.ports, was.ports), "a policy that does not speak of a pod changes nothing for it");
            } else if (was.isOpen) {
              assert.ok(samePorts(is.ports, own.ports), "the first policy decides alone");
            } else {
              assert.ok(samePorts(is.ports, portSet([...was.ports, ...own.ports])), "policies add up");
            }
          }
        });
      }),
    );
  });

  it("a policy without rules closes what was open and changes nothing that was closed", () => {
    fc.assert(
      fc.property(policies, oneOf("a", "b"), (list, namespace) => {
        const deny = { metadata: { name: "deny", namespace }, spec: { policyTypes: ["Ingress", "Egress"] } };
        const [before, after] = [read(list), read([...list, deny])];
        everyPair((from, to) => {
          const [was, is] = [connection(before, from, to), connection(after, from, to)];
          for (const [direction, self] of [
            ["egress", from],
            ["ingress", to],
          ] as const) {
            const concerned = "labels" in self && self.namespace === namespace;
            const expected = concerned && was[direction].isOpen ? [] : was[direction].ports;
            assert.ok(samePorts(is[direction].ports, expected));
          }
        });
      }),
    );
  });

  it("a policy with several rules is as many policies with one rule each", () => {
    fc.assert(
      fc.property(policies, (list) => {
        const split = list.flatMap(({ metadata, spec }) => [
          { metadata, spec: { ...spec, policyTypes: [], ingress: [], egress: [] } },
          ...(spec.ingress ?? []).map((rule) => ({ metadata, spec: { ...spec, ingress: [rule], egress: [] } })),
          ...(spec.egress ?? []).map((rule) => ({ metadata, spec: { ...spec, ingress: [], egress: [rule] } })),
        ]);
        // Types that are left to the default would change with the rules.
        const typed = (given: readonly WrittenPolicy[]): WrittenPolicy[] =>
          given.map(({ metadata, spec }) => ({ metadata, spec: { ...spec, policyTypes: ["Ingress", "Egress"] } }));
        everyPair((from, to) => {
          const [one, other] = [connection(read(typed(list)), from, to), connection(read(typed(split)), from, to)];
          assert.ok(samePorts(one.ports, other.ports));
        });
      }),
    );
  });

  it("a connection passes where both ends let it pass", () => {
    fc.assert(
      fc.property(policies, (list) => {
        everyPair((from, to) => {
          const { ports: reached, egress, ingress } = connection(read(list), from, to);
          assert.deepEqual(reached, intersection(egress.ports, ingress.ports));
        });
      }),
    );
  });

  it("a pod is isolated exactly where its direction is not open", () => {
    fc.assert(
      fc.property(policies, (list) => {
        const known = read(list);
        for (const pod of pods) {
          const { ingress, egress } = connection(known, pod, pod);
          assert.equal(isIsolated(known, "ingress", pod), !ingress.isOpen);
          assert.equal(isIsolated(known, "egress", pod), !egress.isOpen);
        }
      }),
    );
  });
});
