import assert from "node:assert/strict";
import * as fc from "fast-check";

import {
  checkBudget,
  resolveReplicas,
  type ReplicaFigures,
  type ReplicaValues,
  type Replicas,
} from "../../../systems/common/replicas";
import { recordingScope } from "./scope";

const autoscaled: ReplicaFigures = { autoscaled: true, min: 3, max: 10, least: 3, minAvailable: 2 };
const fixed: ReplicaFigures = { autoscaled: false, min: 1, max: 2 };

function resolved(values: ReplicaValues, figures: ReplicaFigures): Replicas {
  const scope = recordingScope("prod");
  const replicas = resolveReplicas(scope, values, figures);
  assert.deepEqual(scope.problems, []);
  return replicas;
}

function refused(values: ReplicaValues, figures: ReplicaFigures, environment: "dev" | "prod" = "prod"): string[] {
  const scope = recordingScope(environment);
  checkBudget(scope, figures, resolveReplicas(scope, values, figures));
  return scope.problems.map(({ key }) => key);
}

describe("replicas", () => {
  it("start at the autoscaler's minimum, which then owns them (C-01)", () => {
    assert.deepEqual(resolved({}, autoscaled), {
      replicas: 3,
      autoscaler: { min: 3, max: 10 },
      ownedByAutoscaler: true,
      takesReplicasBack: false,
    });
  });

  it("are fixed where the environment has no autoscaler", () => {
    assert.equal(resolved({}, { ...fixed, count: 2 }).replicas, 2);
    assert.deepEqual(resolved({}, fixed), { replicas: 1, ownedByAutoscaler: false, takesReplicasBack: false });
    assert.equal(resolved({ replicas: 4 }, fixed).replicas, 4);
  });

  it("get an autoscaler on request", () => {
    assert.deepEqual(resolved({ hpa: { enabled: true } }, fixed).autoscaler, { min: 1, max: 2 });
  });

  it("take the bounds of the stack", () => {
    const { autoscaler } = resolved({ hpa: { minReplicas: 4, maxReplicas: 20 } }, autoscaled);
    assert.deepEqual(autoscaler, { min: 4, max: 20 });
  });

  it("stay with the autoscaler's manager after it was switched off", () => {
    const { autoscaler, ownedByAutoscaler } = resolved({ hpa: { enabled: false } }, autoscaled);
    assert.deepEqual([autoscaler, ownedByAutoscaler], [undefined, true]);
  });

  it("are taken back by a fixed count after an autoscaler", () => {
    const taken = resolved({ hpa: { enabled: false }, replicas: 5 }, autoscaled);
    assert.deepEqual(taken, { replicas: 5, ownedByAutoscaler: false, takesReplicasBack: true });
  });

  it("are not fixed beside an autoscaler", () => {
    assert.deepEqual(refused({ replicas: 5 }, autoscaled), ["shop:replicas"]);
  });

  it("have a minimum below the maximum (R-35)", () => {
    assert.deepEqual(refused({ hpa: { minReplicas: 10 } }, autoscaled), ["shop:hpa.maxReplicas"]);
  });

  it("have no smaller minimum than the SPEC asks for, which is said once (R-35)", () => {
    assert.deepEqual(refused({ hpa: { minReplicas: 2 } }, autoscaled), ["shop:hpa.minReplicas"]);
  });

  it("are never both owned by an autoscaler and taken back from it", () => {
    const count = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });
    const hpa = fc.record({ enabled: fc.option(fc.boolean(), { nil: undefined }) });
    fc.assert(
      fc.property(count, hpa, fc.boolean(), (replicas, given, isAutoscaled) => {
        const figures = { ...autoscaled, autoscaled: isAutoscaled };
        const scope = recordingScope("prod");
        const result = resolveReplicas(scope, { replicas, hpa: given }, figures);
        assert.ok(!(result.ownedByAutoscaler && result.takesReplicasBack));
        assert.ok(result.autoscaler === undefined || result.ownedByAutoscaler);
      }),
    );
  });
});

describe("a disruption budget", () => {
  it("that stops every node drain is refused in prod (R-40)", () => {
    assert.deepEqual(refused({ hpa: { enabled: false }, replicas: 2 }, autoscaled), ["shop:replicas"]);
    assert.deepEqual(refused({ hpa: { minReplicas: 2 } }, { ...autoscaled, least: 1 }), ["shop:hpa.minReplicas"]);
  });

  it("that stops every node drain is left to the component's warning in dev", () => {
    assert.deepEqual(refused({ replicas: 1 }, { ...fixed, minAvailable: 1 }, "dev"), []);
  });
});
