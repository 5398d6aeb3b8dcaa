import { strict as assert } from "node:assert";
import fc from "fast-check";
import { canonicalQuantity, sameQuantity } from "../../../../../lab/plugins/kubernetes/kinds/quantity";

/** Given and stored, as a Kubernetes API server answers. */
const CANONICAL: readonly (readonly [string, string])[] = [
  ["0.5", "500m"],
  ["500m", "500m"],
  ["1000m", "1"],
  ["1.0", "1"],
  [".25", "250m"],
  ["1024Mi", "1Gi"],
  ["1024Ki", "1Mi"],
  ["0.5Gi", "512Mi"],
  ["1.5Gi", "1536Mi"],
  ["1500Mi", "1500Mi"],
  ["0.1Gi", "107374182400m"],
  ["512", "512"],
  ["1Ki", "1Ki"],
  ["0.5Ki", "512"],
  ["1000", "1k"],
  ["1000000", "1M"],
  ["1e3", "1e3"],
  ["12E2", "1200"],
  ["100e3", "100e3"],
  ["0", "0"],
  ["0Gi", "0"],
  ["-1", "-1"],
  ["+5", "5"],
  ["1n", "1n"],
  ["0.1n", "1n"],
  ["1Ei", "1Ei"],
  ["9E", "9E"],
  ["10E", "9223372036854775807"],
];

const SUFFIXES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 10n ** 9n],
  u: [1n, 10n ** 6n],
  m: [1n, 10n ** 3n],
  "": [1n, 1n],
  k: [10n ** 3n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
};
const suffixed = fc.tuple(fc.bigInt(-(10n ** 6n), 10n ** 6n), fc.constantFrom(...Object.keys(SUFFIXES)));

describe("quantities", () => {
  for (const [given, stored] of CANONICAL) {
    it(`writes ${given} as ${stored}`, () => {
      assert.equal(canonicalQuantity(given), stored);
    });
  }

  for (const text of ["", "a", "1 Gi", "1gi", "1KiB", "--1", "1.2.3", ".", "1e", "Mi"]) {
    it(`takes ${JSON.stringify(text)} for no quantity`, () => {
      assert.equal(canonicalQuantity(text), undefined);
    });
  }

  it("writes the canonical form as itself", () => {
    fc.assert(
      fc.property(suffixed, ([value, suffix]) => {
        const canonical = canonicalQuantity(`${value}${suffix}`);
        assert.ok(canonical !== undefined);
        assert.equal(canonicalQuantity(canonical), canonical);
      }),
    );
  });

  it("calls two texts the same exactly when their amounts are", () => {
    fc.assert(
      fc.property(suffixed, suffixed, ([left, leftSuffix], [right, rightSuffix]) => {
        const [a, b] = SUFFIXES[leftSuffix]!;
        const [c, d] = SUFFIXES[rightSuffix]!;
        assert.equal(sameQuantity(`${left}${leftSuffix}`, `${right}${rightSuffix}`), left * a * d === right * c * b);
      }),
    );
  });

  it("keeps an amount through its canonical form", () => {
    fc.assert(
      fc.property(suffixed, ([value, suffix]) =>
        sameQuantity(`${value}${suffix}`, canonicalQuantity(`${value}${suffix}`)!),
      ),
    );
  });

  it("survives monstrous exponents", () => {
    assert.equal(canonicalQuantity("1e999999999"), "9223372036854775807");
    assert.equal(canonicalQuantity("1e-999999999"), "1e-9");
  });
});
