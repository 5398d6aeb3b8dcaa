import assert from "node:assert/strict";
import fc from "fast-check";
import { assertCanaryImage, canaryWeight } from "../../../components/builders/canary";
import { ENVIRONMENTS } from "../../../config/primitives/environment";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const repository = "registry.example.com/booking-service";

describe("components/builders/canary: weight", () => {
  it("is one step of 10 by default (C-31)", () => {
    assert.equal(canaryWeight({}), 10);
  });

  it("goes through the steps", () => {
    const weights = [10, 25, 50];
    assert.deepEqual(
      weights.map((_, step) => canaryWeight({ weights, step })),
      weights,
    );
  });

  it("accepts exactly rising weights from 1 to 99 and a step among them", () => {
    const weight = fc.oneof(fc.integer({ min: -2, max: 103 }), fc.constantFrom(10.5, NaN));
    const step = fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant(0.5));
    fc.assert(
      fc.property(fc.array(weight, { maxLength: 4 }), step, (weights, index) => {
        const isRising = weights.every(
          (each, place) => Number.isInteger(each) && each > (weights[place - 1] ?? 0) && each < 100,
        );
        const expected = isRising ? weights[index] : undefined;
        if (expected === undefined) assert.throws(() => canaryWeight({ weights, step: index }), /^ArgumentError: /);
        else assert.equal(canaryWeight({ weights, step: index }), expected);
      }),
    );
  });

  it("says which weight is wrong", () => {
    assert.throws(() => canaryWeight({ weights: [] }), /weights: an empty list is given/);
    assert.throws(() => canaryWeight({ weights: [0] }), /weights\[0\]: 0 is given, allowed is .* from 1 to 99/);
    assert.throws(() => canaryWeight({ weights: [100] }), /weights\[0\]: 100 is given/);
    assert.throws(() => canaryWeight({ weights: [50, 50] }), /weights\[1\]: 50 is given, allowed is more than 50/);
    assert.throws(() => canaryWeight({ step: 1 }), /step: 1 is given, allowed is a whole number from 0 to 0/);
  });
});

describe("components/builders/canary: image", () => {
  const stable = `${repository}@${digest("a")}`;

  it("demands a digest in staging and prod only (C-28)", () => {
    for (const environment of ENVIRONMENTS) {
      const check = (): void => {
        assertCanaryImage({ image: `${repository}:v2` }, stable, environment);
      };
      if (environment === "staging" || environment === "prod") assert.throws(check, /image: .* with a digest/);
      else check();
    }
  });

  it("refuses the image that is stable already, however it is written", () => {
    for (const image of [stable, `${repository}:v2@${digest("a")}`]) {
      assert.throws(
        () => {
          assertCanaryImage({ image }, stable, "prod");
        },
        /image: .* allowed is another image than that of the stable release/,
        image,
      );
    }
    assert.throws(() => {
      assertCanaryImage({ image: `${repository}:v1` }, `${repository}:v1`, "dev");
    }, /another image/);
  });

  it("takes another digest, even under the same tag", () => {
    assertCanaryImage({ image: `${repository}:v1@${digest("b")}` }, `${repository}:v1@${digest("a")}`, "prod");
  });

  it("lets both be equal while the stable release gets the canary's image (W-13)", () => {
    assertCanaryImage({ image: stable, promoting: true }, stable, "prod");
    assert.throws(() => {
      assertCanaryImage({ image: `${repository}:v2`, promoting: true }, stable, "prod");
    }, /with a digest/);
  });

  it("refuses latest, and an image without tag and digest (R-64)", () => {
    for (const image of [`${repository}:latest`, repository]) {
      assert.throws(() => {
        assertCanaryImage({ image }, stable, "dev");
      }, /image: /);
    }
  });
});
