import assert from "node:assert/strict";
import * as fc from "fast-check";
import * as z from "zod";

import { unwrap } from "../../config/fields";
import { cronFormat } from "../../config/primitives/cron";
import { dateFormat } from "../../config/primitives/date";
import { digestFormat } from "../../config/primitives/digest";
import { durationFormat } from "../../config/primitives/duration";
import { hostFormat } from "../../config/primitives/host";
import { repositoryFormat, tagFormat } from "../../config/primitives/image";
import type { TextFormat } from "../../config/primitives/invalid";
import { dnsLabelFormat, dnsSubdomainFormat, environmentVariableFormat } from "../../config/primitives/names";
import { quantityFormat } from "../../config/primitives/quantity";
import { ConfigurationError } from "../../config/configuration-error";
import { isWithin, keyPath, type Problem } from "../../config/problem";
import type { Section } from "../../config/section";
import type { ConfigurationSource } from "../../config/source";
import { stackFileSource } from "../../render/source";
import { load } from "../../systems";
import { sections } from "../../systems/reference";
import { misspelling } from "./keys";
import { placesOf, withValue, type Place } from "./places";

const root = `${__dirname}/../..`;
const stacks = ["dev", "staging", "prod"] as const;
const sources = new Map(stacks.map((stack) => [stack, stackFileSource(root, stack)]));
const places = new Map(
  sections()
    .flatMap(placesOf)
    .map((place) => [place.key, place]),
);

/** Any of some places. */
const anyOf = (some: readonly Place[]): fc.Arbitrary<Place> =>
  // Keys, because a counterexample that prints schemas cannot be read.
  fc
    .constantFrom(...some.map(({ key }) => key))
    .map((key) => places.get(key))
    .filter((place) => place !== undefined);

/** No configuration may keep a person waiting: a load works some 10 ms. The time of this process, as others may keep the machine busy. */
const longestMs = 2_000;

/** The text under which the engine hands a value over. */
const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What the program makes of the text of a top-level key: scalars stay text, everything else is JSON. */
function readBack(schema: z.ZodType, given: string): unknown {
  const { type } = unwrap(schema).def;
  if (type === "string" || type === "enum") return given;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return given;
  }
}

/** A stack's configuration with `value` at a place, and whether the schema accepts the top-level value there. */
function mutated(
  source: ConfigurationSource,
  { namespace, path }: Pick<Place, "namespace" | "path">,
  value: unknown,
): { readonly source: ConfigurationSource; readonly accepted: boolean } {
  const top = keyPath(namespace, path.slice(0, 1));
  const schema = topSchema(namespace, String(path[0]));
  const before = source.values[top];
  const whole = withValue(before === undefined ? undefined : readBack(schema, before), path.slice(1), value);
  const values = { ...source.values, [top]: text(whole) };
  return {
    source: { ...source, values },
    accepted: schema.safeParse(readBack(schema, values[top] ?? "")).success,
  };
}

function topSchema(namespace: string, name: string): z.ZodType {
  const section = sections().find((candidate) => candidate.namespace === namespace);
  assert.ok(section && Object.hasOwn(section.schema.shape, name));
  return section.schema.shape[name] as z.ZodType;
}

/** The problems of a configuration; whatever else it throws, or however long it takes, is a failure. */
function problemsOf(source: ConfigurationSource): readonly Problem[] {
  const before = process.cpuUsage();
  try {
    load(source);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, error instanceof Error ? (error.stack ?? "") : String(error));
    assert.ok(error.problems.length > 0);
    return error.problems;
  } finally {
    const { user, system } = process.cpuUsage(before);
    const workedMs = (user + system) / 1000;
    assert.ok(workedMs < longestMs, `${workedMs.toFixed(0)} ms`);
  }
}

/** There is something wrong at the place, in four parts, and nothing is said of any other. */
function assertToldAt(key: string, problems: readonly Problem[]): void {
  assert.ok(problems.length > 0, `nothing is said about ${key}`);
  for (const problem of problems) {
    assert.ok(isWithin(problem.key, key), `${problem.key} instead of ${key}: ${problem.allowed}`);
    assert.ok(problem.given !== "" && problem.allowed !== "" && problem.remedy.length > 0);
    assert.ok(problem.given.length < 500, `${problem.given.length} characters are shown`);
  }
}

const inherited = ["toString", "constructor", "__proto__", "hasOwnProperty", "valueOf"] as const;

const oddTexts = fc.oneof(
  fc.constantFrom(
    ...["", " ", "\n", "null", "true", "-1", "0", "NaN", "1e309", "1e999999999", "1E+999999999", "9".repeat(400)],
    ...["300.1.1.1/8", "10.0.0.1/8", "10.0.0.0/33", "0.0.0.0/0", "::/0", "fe80::1%eth0/64", "10.0.0.0/08"],
    ...["* * * *", "61 * * * *", "0 0 31 2 *", "@daily", "*/0 * * * *", "0-59/1-2 * * * *", "* ".repeat(500)],
    ...["http://a.example.com", "a..b", "-a.example.com", "a.example.com:443", "*", "*.*.com", "EXAMPLE.com"],
    ...["1GB", "-5Mi", "5 Mi", "1e", ".", "1.1.1", "0x10", "1Ki5"],
    ...["sha256:12", `sha256:${"G".repeat(64)}`, `sha512:${"a".repeat(64)}`, "latest", "a:b@c", "/a", "a//b"],
    ...["30", "5 minutes", "-5s", "1h1h", "1ns", "99999999999999h", "1.5.5s", "P1D"],
    ...["2026-02-30", "2026-13-01", "yesterday", "2026-01-31T25:00:00Z"],
    ...[...inherited, "${HOME}", "$(id)", "a'b", 'a"b', "a\u0000b", "\ud800", "ﬀ", "a".repeat(100_000)],
    ...["a-".repeat(50_000), "a.".repeat(50_000), "1".repeat(50_000), "1s".repeat(20_000), `${"0".repeat(50_000)}!`],
  ),
  fc.string(),
  fc.string({ unit: "binary" }),
);

const oddValues = fc.oneof(
  { weight: 4, arbitrary: oddTexts },
  fc.constantFrom<unknown>(-1, 0, 0.5, -0.5, 1e308, -1e308, 2 ** 53 + 2, 1e21, 65_536, 10 ** 9),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}], { "": "" }, ["a", "a"], [1, "a", {}]),
  fc.constantFrom(...[...inherited, "a"].map((name) => Object.fromEntries([[name, 1]]))),
  fc.jsonValue(),
);

/** Texts that no key of a format may accept, whatever its bounds are. */
const refused: readonly (readonly [format: TextFormat, texts: readonly string[]])[] = [
  [cronFormat, ["", "* * * *", "61 * * * *", "@daily", "0 0 31 2 *", "*/0 * * * *"]],
  [dateFormat, ["", "2026-02-30", "tomorrow", "2026-1-1"]],
  [digestFormat, ["", "sha256:12", `sha512:${"a".repeat(64)}`, `sha256:${"A".repeat(64)}`, `sha256:${"a".repeat(65)}`]],
  [durationFormat, ["", "30", "-5s", "5 minutes", "1s1h", "P1D"]],
  [
    hostFormat,
    ["", "a..b", "-a.example.com", "http://a.example.com", "a.example.com:443", "A.example.com", "10.0.0.1"],
  ],
  [repositoryFormat, ["", "Registry.example.com/A", "a:b", "a@b", "a//b", "/a"]],
  [tagFormat, ["", "latest", "-a", "a b", "a".repeat(129)]],
  [dnsLabelFormat, ["", "A", "a_b", "-a", "a.b", "a".repeat(64)]],
  [dnsSubdomainFormat, ["", "A", "a..b", "-a", "a".repeat(254)]],
  [environmentVariableFormat, ["", "1A", "A-B", "A B"]],
  [quantityFormat, ["", "-1", "1GB", "1 Gi", "Gi", "1.1.1", "0x10"]],
];

describe("a mutated configuration", () => {
  for (const stack of stacks) {
    const source = sources.get(stack);
    assert.ok(source);

    it(`of ${stack} that the schema refuses is told at the mutated key and nowhere else`, () => {
      let told = 0;
      fc.assert(
        fc.property(anyOf([...places.values()]), oddValues, (place, value) => {
          const { source: changed, accepted } = mutated(source, place, value);
          const problems = problemsOf(changed);
          if (accepted) return;
          told += 1;
          assertToldAt(place.key, problems);
        }),
        { numRuns: 600 },
      );
      assert.ok(told > 200, `only ${told} were refused`);
    }).timeout(60_000);
  }

  const dev = sources.get("dev");
  assert.ok(dev);

  for (const [format, texts] of refused) {
    it(`is refused where no text is ${format.examples[0] ?? ""}`, () => {
      for (const place of [...places.values()].filter(({ schema }) => schema.meta()?.["pattern"] === format.pattern)) {
        for (const given of texts) assertToldAt(place.key, problemsOf(mutated(dev, place, given).source));
      }
    });
  }

  it("with null anywhere is told there", () => {
    for (const place of places.values()) {
      // The text of a top-level scalar is a text, whatever it reads.
      if (place.path.length > 1) assertToldAt(place.key, problemsOf(mutated(dev, place, null).source));
    }
  }).timeout(60_000);

  it("nested thousands deep anywhere is told there", () => {
    const deep = ["[".repeat(20_000) + "]".repeat(20_000), '{"a":'.repeat(20_000) + "1" + "}".repeat(20_000)];
    for (const place of places.values()) {
      for (const json of deep) {
        const { source } = mutated(dev, place, "@deep@");
        const top = keyPath(place.namespace, place.path.slice(0, 1));
        const whole = (source.values[top] ?? "").replace(/"?@deep@"?/, json);
        const isText = place.path.length === 1 && place.schema instanceof z.ZodString;
        const problems = problemsOf({ ...source, values: { ...source.values, [top]: whole } });
        if (!isText) assertToldAt(place.key, problems);
      }
    }
  }).timeout(60_000);

  it("with numbers below and above their bounds is told there", () => {
    for (const place of places.values()) {
      if (!(place.schema instanceof z.ZodNumber)) continue;
      const { minValue, maxValue } = place.schema;
      assert.ok(minValue !== null && maxValue !== null, `${place.key} has no bounds`);
      for (const given of [minValue - 1, maxValue + 1, minValue + 0.5, -1e308, 1e308]) {
        assertToldAt(place.key, problemsOf(mutated(dev, place, given).source));
      }
    }
  }).timeout(20_000);

  it("with a key too much in any group is told there", () => {
    const groups = [...places.values()].filter(({ schema }) => schema instanceof z.ZodObject);
    const extra = anyOf(groups).chain(({ namespace, path, schema }) => {
      const known = Object.keys((schema as z.ZodObject).shape);
      const slips = fc
        .constantFrom(...known)
        .chain((right) => misspelling(`x:${right}`).map(({ wrong }) => wrong.slice(2)));
      const name = fc
        .oneof(slips, fc.constantFrom(...inherited))
        .filter((wrong) => wrong !== "" && !known.includes(wrong));
      return name.map((wrong) => ({ namespace, path: [...path, wrong] }));
    });
    fc.assert(
      fc.property(extra, oddValues, ({ namespace, path }, value) => {
        assertToldAt(keyPath(namespace, path), problemsOf(mutated(dev, { namespace, path }, value).source));
      }),
    );
  }).timeout(20_000);

  it("with a top-level key that does not exist is told there, encrypted or not", () => {
    const key = fc.constantFrom<Section>(...sections()).chain(({ namespace, schema, secrets }) => {
      const known = [...Object.keys(schema.shape), ...Object.keys(secrets)];
      const slips = fc
        .constantFrom(...known)
        .chain((right) => misspelling(`${namespace}:${right}`).map(({ wrong }) => wrong));
      return fc
        .oneof(
          slips,
          fc.constantFrom(...inherited).map((name) => `${namespace}:${name}`),
        )
        .filter((wrong) => !known.includes(wrong.slice(namespace.length + 1)));
    });
    fc.assert(
      fc.property(key, oddTexts, fc.boolean(), (wrong, value, encrypted) => {
        const values = Object.fromEntries([...Object.entries(dev.values), [wrong, value]]);
        const secretKeys = encrypted ? new Set([...dev.secretKeys, wrong]) : dev.secretKeys;
        const problems = problemsOf({ ...dev, values, secretKeys });
        assertToldAt(wrong, problems);
        if (encrypted && value.length > 20) assert.ok(!JSON.stringify(problems).includes(value));
      }),
    );
  }).timeout(20_000);

  it("with a plain secret or an encrypted plain value is told there, and does not show it", () => {
    const secretKeys = sections().flatMap(({ namespace, secrets }) =>
      Object.keys(secrets).map((key) => `${namespace}:${key}`),
    );
    const plainKeys = [...places.values()].filter(({ path }) => path.length === 1).map(({ key }) => key);
    const hidden = "do-not-show-this";
    for (const key of secretKeys) {
      const plain = { ...dev, values: { ...dev.values, [key]: hidden }, secretKeys: without(dev.secretKeys, key) };
      assertToldAt(key, problemsOf(plain));
      assert.ok(!JSON.stringify(problemsOf(plain)).includes(hidden));
    }
    for (const key of plainKeys) {
      const encrypted = {
        ...dev,
        values: { ...dev.values, [key]: hidden },
        secretKeys: new Set([...dev.secretKeys, key]),
      };
      assertToldAt(key, problemsOf(encrypted));
      assert.ok(!JSON.stringify(problemsOf(encrypted)).includes(hidden));
    }
  }).timeout(20_000);

  it("with several mutations tells each of them", () => {
    // These two decide which other keys count.
    const deciding = ["bulwark:systems", "bulwark:environment"];
    const tops = [...places.values()].filter(({ path, key }) => path.length === 1 && !deciding.includes(key));
    const several = fc.uniqueArray(fc.tuple(anyOf(tops), oddValues), {
      minLength: 2,
      maxLength: 4,
      selector: ([{ key }]) => key,
    });
    fc.assert(
      fc.property(several, (mutations) => {
        const wrong: string[] = [];
        const source = mutations.reduce((before, [place, value]) => {
          const { source: after, accepted } = mutated(before, place, value);
          if (!accepted) wrong.push(place.key);
          return after;
        }, dev);
        const problems = problemsOf(source);
        for (const key of wrong)
          assert.ok(
            problems.some((problem) => isWithin(problem.key, key)),
            key,
          );
      }),
      { numRuns: 300 },
    );
  }).timeout(30_000);

  it("with every list entry doubled is told where it is doubled or around it, or loads", () => {
    for (const place of [...places.values()].filter(({ schema }) => schema instanceof z.ZodArray)) {
      const [example] = (place.schema.meta()?.examples ?? []) as unknown[][];
      for (const problem of problemsOf(mutated(dev, place, [...(example ?? []), ...(example ?? [])]).source)) {
        // A group may have no place in this environment at all.
        const isNear = isWithin(problem.key, place.key) || isWithin(place.key, problem.key);
        assert.ok(isNear, `${problem.key} instead of ${place.key}`);
      }
    }
  });
});

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...keys].filter((other) => other !== key));
}
