import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ENVIRONMENTS, type Environment } from "../../config/primitives/environment";
import type { Actor } from "../../render/flows/actors";
import { connection, isPod } from "../../render/flows/evaluator";
import { selects } from "../../render/flows/selector";
import type { World } from "../../render/flows/world";
import { registry, systemNames, type SystemName } from "../../systems/registry";
import { sidecar, unexpected, worldOfSource, type ExpectedFlow, type ExpectedFlows } from "./expected-flows";
import { expectedFlows } from "./mllp/flows";
import { alone, sufficient } from "./sufficient";

const runs = (system: SystemName, environment: Environment): boolean =>
  registry[system].environments.includes(environment);

/** What the systems of an environment expect, from their own folders. */
function expectedIn(environment: Environment): readonly ExpectedFlow[] {
  return systemNames.filter((system) => runs(system, environment)).flatMap((system) => dataOf(system)(environment));
}

function dataOf(system: SystemName): ExpectedFlows {
  const file = join(__dirname, system, "flows.ts");
  assert.ok(existsSync(file), `${system} has no expected flows: add tests/systems/${system}/flows.ts`);
  return (createRequire(__filename)(file) as { expectedFlows: ExpectedFlows }).expectedFlows;
}

/** Ports at which a sidecar or the node's proxy is reached by itself (SPEC 1.8, R-28). */
const proxyPorts = [15_008, 15_020, 15_021, 15_090];

/** Workloads with an AuthorizationPolicy: the ports of its rules, and the TCP ports at which anybody reaches them. */
function guardedWorkloads({
  actors,
  policies,
  meshPolicies,
}: World): { actor: Actor; guarded: number[]; reached: number[] }[] {
  const sorted = (ports: Iterable<number>): number[] => [...new Set(ports)].sort((a, b) => a - b);
  return actors.flatMap((actor) => {
    const { endpoint } = actor;
    if (!isPod(endpoint)) return [];
    const own = meshPolicies.filter(
      ({ namespace, pods }) => namespace === endpoint.namespace && selects(pods, endpoint.labels),
    );
    if (own.length === 0) return [];
    const inward = actors.flatMap((from) => connection(policies, from.endpoint, endpoint).ports);
    const reached = inward.filter(({ protocol }) => protocol === "TCP").flatMap(({ first, last }) => [first, last]);
    return [
      {
        actor,
        guarded: sorted(own.flatMap(({ rules }) => rules.flatMap(({ ports }) => ports.map(Number)))),
        reached: sorted(reached.filter((port) => !proxyPorts.includes(port))),
      },
    ];
  });
}

describe("who may talk to whom (SPEC 1.8)", () => {
  for (const environment of ENVIRONMENTS.filter((each) => systemNames.some((system) => runs(system, each)))) {
    describe(`in ${environment}`, () => {
      let world: World;
      before(async function () {
        this.timeout(60_000);
        world = await worldOfSource(sufficient(environment));
      });

      it("is what the systems expect, for every pair and every port; everything else is denied", () => {
        assert.deepEqual(unexpected(world, expectedIn(environment)), []);
      });

      it("the mesh guards the very ports that the policies let in, its proxies' own aside (G-28)", () => {
        for (const { actor, guarded, reached } of guardedWorkloads(world)) {
          assert.deepEqual(guarded, reached, actor.id);
        }
      });

      it("every namespace with workloads is closed by default, in both directions (R-18)", () => {
        assert.deepEqual(
          world.namespaces.filter(({ isClosed }) => !isClosed),
          [],
        );
      });
    });
  }

  describe("the comparison", () => {
    const expected = expectedFlows("dev");
    let world: World;
    before(async () => {
      world = await worldOfSource(alone("mllp")("dev"));
    });

    it("finds a flow that is allowed and not expected", () => {
      const found = unexpected(world, expected.slice(1));
      assert.ok(found.includes("mllp-client/sender → healthcare-dev/mllp-server TCP 2575: allowed"), found.join("\n"));
    });

    it("finds a flow that is expected and denied", () => {
      const more: ExpectedFlow = { from: "monitoring/*", to: "healthcare-dev/mllp-server", ports: ["TCP 2575"] };
      assert.deepEqual(unexpected(world, [...expected, more]), [
        "monitoring/* → healthcare-dev/mllp-server TCP 2575: denied",
        "monitoring/prometheus → healthcare-dev/mllp-server TCP 2575: denied",
      ]);
    });

    it("finds a policy that is wider than it should be", () => {
      const open = { namespace: "healthcare-dev", name: "open", exemptions: [], pods: {}, ingress: [{}] };
      const found = unexpected({ ...world, policies: [...world.policies, open] }, expected);
      assert.ok(found.includes("internet → healthcare-dev/mllp-server TCP 22: allowed"));
      assert.ok(found.includes("elsewhere/stranger → healthcare-dev/* TCP 2575: allowed"));
    });

    it("finds what a sidecar would need", () => {
      const found = unexpected(world, [...expected, ...sidecar("healthcare-dev/mllp-server")]);
      assert.deepEqual(
        found.filter((line) => line.startsWith("monitoring/prometheus")),
        [15_020, 15_090].map((port) => `monitoring/prometheus → healthcare-dev/mllp-server TCP ${port}: denied`),
      );
    });

    it("refuses a side that nobody is", () => {
      const typo: ExpectedFlow = { from: "healthcare-dev/mlpp-server", to: "outside", ports: "all" };
      assert.throws(
        () => unexpected(world, [typo]),
        /nobody is "healthcare-dev\/mlpp-server"; there are: healthcare-dev/,
      );
    });
  });
});
