/** Tests of one rule from a table: what passes, what is stopped and where, what is left undecided. */
import assert from "node:assert/strict";

import { objectRules } from "../../../policies/rules/all";
import type { ObjectRule } from "../../../policies/rules/rule";
import {
  compliantTemplate,
  kindOf,
  POD_TOKENS,
  prefixOf,
  wrap,
  type Json,
  type JsonObject,
  type PodToken,
} from "./objects";
import { analyze, PackRun, UNKNOWN_TEXT, type Resource, type Violation } from "./pack";

/**
 * What to set at which places of an object: dotted paths, list members by number, `~` for a dot inside a key;
 * `undefined` removes.
 */
export type Change = Readonly<Record<string, unknown>>;

export interface Cases {
  /** Changes with which the object still passes. */
  readonly passing?: readonly (readonly [what: string, change: Change])[];
  /** Changes that break the rule, and the path that the message must name. */
  readonly failing: readonly (readonly [what: string, change: Change, path: string])[];
  /** Paths that are unknown to the rule if their value is not known; or the change and the path. */
  readonly unknown?: readonly (string | readonly [change: Change, path: string])[];
}

export interface ObjectCases extends Cases {
  readonly type: string;
  /** An object that passes every rule. */
  readonly object: JsonObject;
  /** The stack that the object is in; default: prod. */
  readonly stack?: string;
  /** Resource options with the object. */
  readonly options?: Pick<Resource, "protect" | "ignoreChanges">;
}

export interface PodCases extends Cases {
  /** The kinds to try; default: all. */
  readonly kinds?: readonly PodToken[];
}

/** A copy of the object with the change made. */
export function changed<T extends JsonObject>(object: T, change: Change): T {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(change)) {
    const keys = path.split(".").map((key) => key.replaceAll("~", "."));
    const last = keys.pop() ?? "";
    const holder = keys.reduce<JsonObject>((node, key) => {
      node[key] ??= {};
      return node[key] as JsonObject;
    }, copy);
    if (value === undefined) {
      Reflect.deleteProperty(holder, last);
    } else {
      holder[last] = value as Json;
    }
  }
  return copy;
}

/** A path of a change as a message shows it. */
export function shown(path: string): string {
  return path
    .split(".")
    .map((key) => key.replaceAll("~", "."))
    .reduce((before, key) => {
      if (/^\d+$/.test(key)) {
        return `${before}[${key}]`;
      }
      return /^\w+$/.test(key) ? (before === "" ? key : `${before}.${key}`) : `${before}['${key}']`;
    }, "");
}

/** Objects that break a rule, as a table has them. */
export interface Broken {
  readonly rule: string;
  readonly what: string;
  readonly resources: readonly Resource[];
}

/** What the tables that were loaded so far hold, for the test that shows all of it to the real engine. */
export const brokenCases: Broken[] = [];

function ruleNamed(name: string): ObjectRule {
  const found = objectRules.find(({ rule }) => rule.name === name);
  assert.ok(found, `no rule ${name}`);
  return found;
}

const of = (found: readonly Violation[], name: string): readonly Violation[] =>
  found.filter(({ policy }) => policy === name || policy === `${name}-advice`);

/** Tests a rule about objects that make no pods, or about what such objects say besides their pods. */
export function testRule(name: string, { type, object, stack = "prod", options = {}, ...cases }: ObjectCases): void {
  for (const [what, change] of cases.failing) {
    const resources = [{ type, object: changed(object, change), ...options }];
    brokenCases.push({ rule: name, what: `${kindOf(type)}: ${what}`, resources });
  }
  describe(`${name}: ${kindOf(type)}`, () => {
    const judge = (given: JsonObject, where = stack): Promise<Violation[]> =>
      analyze({ type, object: given, ...options }, { stack: where });
    run(name, kindOf(type), (change) => changed(object, change), judge, "", cases);
  });
}

/** Tests a rule about pods, for every kind that makes them. Paths are those of the pod. */
export function testPodRule(name: string, { kinds = POD_TOKENS, ...cases }: PodCases): void {
  for (const token of kinds) {
    for (const [what, change] of cases.failing) {
      const resources = [{ type: token, object: wrap(token, changed(compliantTemplate(), change)) }];
      brokenCases.push({ rule: name, what: `${kindOf(token)}: ${what}`, resources });
    }
    describe(`${name}: ${kindOf(token)}`, () => {
      const make = (change: Change): JsonObject => wrap(token, changed(compliantTemplate(), change));
      const judge = (object: JsonObject, stack = "prod"): Promise<Violation[]> =>
        analyze({ type: token, object }, { stack });
      run(name, kindOf(token), make, judge, prefixOf(token), cases);
    });
  }
}

function run(
  name: string,
  kind: string,
  make: (change: Change) => JsonObject,
  judge: (object: JsonObject, stack?: string) => Promise<Violation[]>,
  prefix: string,
  { passing = [], failing, unknown = [] }: Cases,
): void {
  const { rule } = ruleNamed(name);

  it("passes an object as it should be, without a word", async () => {
    assert.deepEqual(await judge(make({})), []);
  });

  for (const [what, change] of passing) {
    it(`passes ${what}`, async () => {
      assert.deepEqual(of(await judge(make(change)), name), []);
    });
  }

  for (const [what, change, path] of failing) {
    it(`stops ${what}`, async () => {
      const found = of(await judge(make(change)), name);
      assert.ok(found.length > 0, "nothing was found");
      const place = path.startsWith("the ") ? path : prefix + shown(path);
      const violation = found.find(({ message }) => message.includes(`: ${place} is `));
      assert.ok(violation, `${place} in ${JSON.stringify(found)}`);
      assert.equal(violation.mandatory, rule.strictness !== "advisory");
      for (const part of [`${rule.number} ${name}: `, `\n${kind} `, "; wanted: ", `\nRemedy: ${rule.remedy}`]) {
        assert.ok(violation.message.includes(part), `${part} in ${violation.message}`);
      }
    });
  }

  for (const entry of unknown) {
    const [change, path] = typeof entry === "string" ? [{ [entry]: UNKNOWN_TEXT }, entry] : entry;
    it(`leaves ${path} undecided while it is unknown`, async () => {
      const found = await judge(make(change));
      assert.deepEqual(of(found, name), []);
      const note = found.find(
        ({ policy, message }) =>
          policy === "unknown-values" && message.includes(`: ${prefix}${shown(path)} is unknown to `),
      );
      assert.match(note?.message ?? JSON.stringify(found), new RegExp(`unknown to .*\\b${name}\\b`));
    });
  }

  if (rule.strictness === "outside-dev" || rule.strictness === "prod") {
    it("warns at most in dev", async () => {
      for (const [what, change] of failing) {
        const found = of(await judge(make(change), "dev"), name);
        assert.deepEqual(
          [...new Set(found.map(({ policy, mandatory }) => `${policy} ${mandatory}`))],
          rule.strictness === "prod" ? [] : [`${name}-advice false`],
          what,
        );
      }
    });
  }

  if (rule.exemptable) {
    it("is lifted by an entry of the register whose id the object carries", async () => {
      await lifted(name, kind, make, judge, failing);
    });
  }
}

async function lifted(
  name: string,
  kind: string,
  make: (change: Change) => JsonObject,
  judge: (object: JsonObject, stack?: string) => Promise<Violation[]>,
  failing: Cases["failing"],
): Promise<void> {
  const { rule } = ruleNamed(name);
  const token = (make({})["apiVersion"] as string).replace(/^v1$/, "core/v1");
  for (const [what, change] of failing) {
    const object = make(change);
    const containers = of(await judge(object), name).map(({ message }) => /, container ([\w-]+):/.exec(message)?.[1]);
    const register = containers.map((container, index) => ({
      id: `entry-${index}`,
      control: rule.number,
      stacks: ["prod"],
      object: `${kind}/app`,
      container,
      reason: "It has to.",
      owner: "platform-security",
      date: "2026-11-01",
      expiry: "2027-01-31",
    }));
    const metadata = object["metadata"] as JsonObject;
    const annotations = {
      ...(metadata["annotations"] as JsonObject | undefined),
      "bulwark.io/exemptions": register.map(({ id }) => id).join(","),
    };
    const carrying = { ...object, metadata: { ...metadata, annotations } };
    const found = await new PackRun({ register }).analyze({ type: `kubernetes:${token}:${kind}`, object: carrying });
    assert.deepEqual(of(found, name), [], what);
    assert.ok(
      found.some(({ policy, message }) => policy === "exemption-in-use" && message.includes(` ${name} is lifted`)),
    );
  }
}
