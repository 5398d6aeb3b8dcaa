import assert from "node:assert/strict";
import fc from "fast-check";
import { replicaBounds } from "../../../components/builders/replica-bounds";

describe("components/builders/replica-bounds", () => {
  it("accepts exactly whole numbers from 1 on with a minimum below the maximum (R-35, G-62)", () => {
    const count = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.double());
    fc.assert(
      fc.property(count, count, (minReplicas, maxReplicas) => {
        const whole = Number.isSafeInteger(minReplicas) && Number.isSafeInteger(maxReplicas);
        if (whole && minReplicas >= 1 && minReplicas < maxReplicas) {
          assert.deepEqual(replicaBounds({ minReplicas, maxReplicas }), { minReplicas, maxReplicas });
        } else {
          assert.throws(() => replicaBounds({ minReplicas, maxReplicas }), /^ArgumentError: (min|max)Replicas: /);
        }
      }),
    );
  });
});
