import assert from "node:assert/strict";
import { compareSync } from "bcryptjs";
import fc from "fast-check";
import { kindOf } from "../../../../lab/plugins/random/catalogue";
import { completeInputs, refusals } from "../../../../lab/plugins/random/check";
import { changedInputs } from "../../../../lab/plugins/random/diff";
import { textOf, type RandomKind } from "../../../../lab/plugins/random/kind";
import { Secret, Unknown, type PropertyMap } from "../../../../lab/plugins/shared";

function kind(name: string): RandomKind {
  const found = kindOf(`random:index/random${name}:Random${name}`);
  assert.ok(found, name);
  return found;
}

async function generate(name: string, inputs: PropertyMap) {
  assert.deepEqual(refusals(kind(name), inputs), []);
  return kind(name).generate(completeInputs(kind(name), inputs));
}

async function text(inputs: PropertyMap): Promise<string> {
  return textOf((await generate("String", inputs)).outputs, "result");
}

const count = (value: string, pattern: RegExp): number => [...value.matchAll(pattern)].length;
const SPECIAL = /[!@#$%&*()\-_=+[\]{}<>:?]/g;

describe("RandomString", () => {
  const flags = fc.record({ upper: fc.boolean(), lower: fc.boolean(), numeric: fc.boolean(), special: fc.boolean() });
  const minima = fc.record({
    minUpper: fc.nat(5),
    minLower: fc.nat(5),
    minNumeric: fc.nat(5),
    minSpecial: fc.nat(5),
  });

  it("has the length, only chosen classes and at least the asked number of each", async () => {
    await fc.assert(
      fc.asyncProperty(flags, minima, fc.nat(40), async (chosen, least, more) => {
        fc.pre(Object.values(chosen).some(Boolean));
        const sum = least.minUpper + least.minLower + least.minNumeric + least.minSpecial;
        const length = Math.max(sum + more, 1);
        const result = await text({ ...chosen, ...least, length });
        assert.equal(result.length, length);
        const counts = [/[A-Z]/g, /[a-z]/g, /[0-9]/g, SPECIAL].map((pattern) => count(result, pattern));
        assert.equal(
          counts.reduce((a, b) => a + b, 0),
          length,
        );
        const limits: [boolean, number][] = [
          [chosen.upper, least.minUpper],
          [chosen.lower, least.minLower],
          [chosen.numeric, least.minNumeric],
          [chosen.special, least.minSpecial],
        ];
        limits.forEach(([isChosen, minimum], index) => {
          const found = counts[index] ?? 0;
          if (isChosen) assert.ok(found >= minimum);
          else assert.equal(found, minimum);
        });
      }),
    );
  });

  it("takes special characters from overrideSpecial alone", async () => {
    const result = await text({ length: 200, upper: false, lower: false, numeric: false, overrideSpecial: "~é" });
    assert.match(result, /^[~é]{200}$/);
  });

  it("uses the usual special characters when overrideSpecial is empty", async () => {
    assert.equal(count(await text({ length: 50, minSpecial: 50, overrideSpecial: "" }), SPECIAL), 50);
  });

  it("puts each character of the alphabet anywhere with the same chance", async () => {
    const letters = await text({ length: 26_000, upper: false, numeric: false, special: false });
    const expected = 1000;
    const chiSquare = Array.from("abcdefghijklmnopqrstuvwxyz")
      .map((letter) => letters.split(letter).length - 1)
      .reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
    // 25 degrees of freedom: above 75 in one of two million runs.
    assert.ok(chiSquare < 75, `chi-square is ${chiSquare}`);
  });

  it("does not keep the required characters at the front", async () => {
    const firsts = new Set<string>();
    for (let run = 0; run < 200; run += 1)
      firsts.add((await text({ length: 2, minNumeric: 1, special: false }))[0] ?? "");
    assert.ok([...firsts].some((first) => /[A-Za-z]/.test(first)));
    assert.ok([...firsts].some((first) => /\d/.test(first)));
  });

  const refused: [string, PropertyMap, string][] = [
    ["no length", {}, "length"],
    ["a length of 0", { length: 0 }, "length"],
    ["a fraction", { length: 1.5 }, "length"],
    ["a length below the minima", { length: 5, minUpper: 3, minSpecial: 3 }, "length"],
    ["a negative minimum", { length: 5, minUpper: -1 }, "minUpper"],
    ["no class at all", { length: 5, upper: false, lower: false, numeric: false, special: false }, "numeric"],
    ["number and numeric that differ", { length: 5, number: true, numeric: false }, "number"],
    ["a text for a flag", { length: 5, upper: "yes" }, "upper"],
    ["keepers that are a list", { length: 5, keepers: ["a"] }, "keepers"],
  ];
  for (const [name, inputs, property] of refused) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(
        refusals(kind("String"), inputs).map((refusal) => refusal.property),
        [property],
      );
    });
  }

  it("takes what is unknown in a preview to be right", () => {
    assert.deepEqual(refusals(kind("String"), { length: new Unknown(), minUpper: 4 }), []);
  });

  it("lets the deprecated number stand for numeric", async () => {
    assert.match(await text({ length: 300, number: false, special: false }), /^[A-Za-z]{300}$/);
  });

  it("is imported by its text", async () => {
    const imported = await kind("String").import?.("äbc");
    assert.equal(imported?.outputs["result"], "äbc");
    assert.equal(imported.inputs["length"], 4);
  });
});

describe("RandomPassword", () => {
  it("has a bcrypt hash that belongs to its result", async () => {
    const { id, outputs } = await generate("Password", { length: 20 });
    assert.equal(id, "none");
    assert.match(textOf(outputs, "bcryptHash"), /^\$2[ab]\$10\$/);
    assert.ok(compareSync(textOf(outputs, "result"), textOf(outputs, "bcryptHash")));
  });

  it("keeps both outputs secret", () => {
    assert.deepEqual(kind("Password").computed, { result: "secret", bcryptHash: "secret" });
  });
});

describe("RandomId and RandomBytes", () => {
  it("show the same bytes in every notation, after the prefix", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 64 }),
        fc.stringMatching(/^[a-z-]{0,6}$/),
        async (byteLength, prefix) => {
          const { id, outputs } = await generate("Id", { byteLength, prefix });
          const bytes = Buffer.from(id, "base64url");
          assert.equal(bytes.length, byteLength);
          assert.deepEqual(outputs, {
            b64Url: prefix + id,
            b64Std: prefix + bytes.toString("base64"),
            hex: prefix + bytes.toString("hex"),
            dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(10),
          });
        },
      ),
    );
  });

  it("come back from their import ids", async () => {
    const made = await generate("Id", { byteLength: 9, prefix: "a,b" });
    const imported = await kind("Id").import?.(`a,b,${made.id}`);
    assert.deepEqual(imported, { ...made, inputs: { byteLength: 9, prefix: "a,b" } });
    const bytes = await generate("Bytes", { length: 5 });
    assert.deepEqual(await kind("Bytes").import?.(bytes.id), { ...bytes, inputs: { length: 5 } });
  });

  it("refuse an import id that isn't base64", () => {
    assert.throws(() => kind("Id").import?.("no/base64url"), /not in base64url/);
    assert.throws(() => kind("Bytes").import?.("?"), /not in base64/);
  });
});

describe("RandomInteger", () => {
  it("stays in its range, however wide", async () => {
    const safe = fc.maxSafeInteger();
    await fc.assert(
      fc.asyncProperty(safe, safe, async (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const { id, outputs } = await generate("Integer", { min, max });
        assert.ok(Number(outputs["result"]) >= min && Number(outputs["result"]) <= max);
        assert.equal(Number(id), outputs["result"]);
      }),
    );
  });

  it("reaches both ends", async () => {
    const seen = new Set<unknown>();
    for (let run = 0; run < 200; run += 1) seen.add((await generate("Integer", { min: -1, max: 1 })).outputs["result"]);
    assert.deepEqual(
      [...seen].map(Number).sort((a, b) => a - b),
      [-1, 0, 1],
    );
  });

  it("refuses a minimum above the maximum, and a seed", () => {
    assert.match(refusals(kind("Integer"), { min: 2, max: 1 })[0]?.reason ?? "", /must not be above max/);
    assert.match(refusals(kind("Integer"), { min: 1, max: 2, seed: "s" })[0]?.reason ?? "", /leave seed out/);
  });

  it("is imported by RESULT,MIN,MAX", async () => {
    assert.deepEqual(await kind("Integer").import?.("15,10,20"), {
      id: "15",
      inputs: { min: 10, max: 20 },
      outputs: { result: 15 },
    });
    assert.throws(() => kind("Integer").import?.("15,10"), /RESULT,MIN,MAX/);
  });
});

describe("RandomShuffle", () => {
  it("gives every item as often as every other, give or take one", async () => {
    const items = fc.uniqueArray(fc.string(), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(items, fc.option(fc.nat(30), { nil: undefined }), async (inputs, resultCount) => {
        const given = { inputs, ...(resultCount !== undefined && { resultCount }) };
        const results = (await generate("Shuffle", given)).outputs["results"];
        assert.ok(Array.isArray(results));
        assert.equal(results.length, inputs.length === 0 ? 0 : (resultCount ?? inputs.length));
        const counts = inputs.map((item) => results.filter((result) => result === item).length);
        assert.ok(counts.length === 0 || Math.max(...counts) - Math.min(...counts) <= 1);
      }),
    );
  });

  it("gives each permutation of three with the same chance", async () => {
    const seen = new Map<string, number>();
    for (let run = 0; run < 6000; run += 1) {
      const key = JSON.stringify((await generate("Shuffle", { inputs: ["a", "b", "c"] })).outputs["results"]);
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    assert.equal(seen.size, 6);
    // 7.5 standard deviations around 1000.
    for (const found of seen.values()) assert.ok(Math.abs(found - 1000) < 220, String(found));
  });
});

describe("RandomPet", () => {
  it("has as many words as asked for, after the prefix", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.constantFrom("", "app"), async (length, prefix) => {
        const { id } = await generate("Pet", { length, prefix, separator: "." });
        assert.equal(id.split(".").length, length + (prefix === "" ? 0 : 1));
        assert.match(id, /^[a-z.]+$/);
        assert.equal(id.startsWith("app."), prefix !== "");
      }),
    );
  });

  it("is two words with a hyphen by default", async () => {
    assert.match((await generate("Pet", {})).id, /^[a-z]+-[a-z]+$/);
  });

  it("cannot be imported", () => {
    assert.ok(!("import" in kind("Pet")));
  });
});

describe("RandomUuid", () => {
  const shape = (version: string): RegExp =>
    new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$`);

  it("has the version of its type", async () => {
    assert.match((await generate("Uuid", {})).id, shape("[0-9a-f]"));
    assert.match((await generate("Uuid4", {})).id, shape("4"));
    assert.match((await generate("Uuid7", {})).id, shape("7"));
  });

  it("begins with the time in version 7", async () => {
    const before = Date.now();
    const time = parseInt((await generate("Uuid7", {})).id.replace("-", "").slice(0, 12), 16);
    assert.ok(time >= before && time <= Date.now());
  });

  it("refuses an import id of another shape", () => {
    assert.throws(() => kind("Uuid").import?.("abc"), /not a UUID/);
  });
});

describe("a change of inputs", () => {
  const state = completeInputs(kind("String"), { length: 8, keepers: { a: "1" } });

  it("is none when defaults are spelt out or a keeper has no value", () => {
    assert.deepEqual(
      changedInputs(kind("String"), state, { length: 8, upper: true, keepers: { a: "1", b: null } }),
      [],
    );
  });

  it("is none when only the secretness differs", () => {
    assert.deepEqual(changedInputs(kind("String"), state, { length: new Secret(8), keepers: { a: "1" } }), []);
  });

  it("names the input and whether it came, went or changed", () => {
    assert.deepEqual(changedInputs(kind("String"), state, { length: 9, overrideSpecial: "!" }), [
      { property: "keepers", kind: "delete" },
      { property: "length", kind: "update" },
      { property: "overrideSpecial", kind: "add" },
    ]);
  });

  it("is one when the new value is not known yet", () => {
    assert.equal(changedInputs(kind("String"), state, { length: new Unknown(), keepers: { a: "1" } }).length, 1);
  });
});
