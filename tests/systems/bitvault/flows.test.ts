import assert from "node:assert/strict";

import type { World } from "../../../render/flows/world";
import { pinnedImage, taggedImage, type Keys } from "../example-keys";
import { unexpected, worldOfSource } from "../expected-flows";
import { alone } from "../sufficient";
import { expectedWith } from "./flows";
import { inCluster } from "./sufficient";

const sufficient = alone("bitvault");
const mesh: Keys = { "bitvault:phase": "P4", "bitvault:mtls": "mesh" };

describe("BitVault: who may talk to whom (SPEC 1.8, rows nats and postgres)", () => {
  // Between the environments only names and counts differ: the smallest and the largest tell for all.
  for (const [environment, image] of [
    ["preview", taggedImage],
    ["prod", pinnedImage],
  ] as const) {
    const inside = inCluster(image);

    it(`with its data stores in the namespace, in ${environment}`, async () => {
      const world = await worldOfSource(sufficient(environment, inside));
      assert.deepEqual(unexpected(world, expectedWith(environment, { inCluster: true })), []);
    }).timeout(60_000);

    it(`with its data stores in the namespace and in the mesh, in ${environment} (R-28)`, async () => {
      const world = await worldOfSource(sufficient(environment, { ...inside, ...mesh }));
      assert.deepEqual(unexpected(world, expectedWith(environment, { inCluster: true, mesh: true })), []);
    }).timeout(60_000);
  }

  describe("without KEDA", () => {
    let world: World;
    before(async () => {
      const changes = { ...inCluster(pinnedImage), "bulwark:capabilities": { keda: false, prometheus: false } };
      world = await worldOfSource(sufficient("prod", changes));
    });

    it("nobody reaches the management port of NATS, and without an exporter nobody its metrics (C-44)", () => {
      const numbers = world.policies
        .filter(({ name }) => name === "nats")
        .flatMap(({ ingress = [] }) => ingress.flatMap(({ ports = [] }) => ports.map(({ port }) => port)));
      assert.deepEqual([...new Set(numbers)].sort(), [4222, 6222]);
    });
  });
});
