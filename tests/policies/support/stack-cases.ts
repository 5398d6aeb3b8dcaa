/** Tests of one rule across objects from a table: what of the small stack is changed, and what is found then. */
import assert from "node:assert/strict";

import { stackRules } from "../../../policies/rules/all";
import { brokenCases, changed, shown, type Change } from "./rule-cases";
import { PackRun, type Resource, type Violation } from "./pack";
import { smallStack } from "./small-stack";

/** What becomes of objects of the stack, by their short name: fields changed, options too, removed, or added. */
export type StackChange = Readonly<Record<string, Change | Resource | undefined>>;

export interface StackCases {
  readonly passing?: readonly (readonly [what: string, change: StackChange])[];
  /** Changes that break the rule; `Kind name` of the object that must be named, and the path. */
  readonly failing: readonly (readonly [what: string, change: StackChange, object: string, path: string])[];
  /** Changes that make what decides unknown, and the object that must be named. */
  readonly unknown: readonly (readonly [what: string, change: StackChange, object: string])[];
}

const isResource = (change: Change | Resource): change is Resource => "type" in change && "object" in change;

function stackWith(change: StackChange): readonly Resource[] {
  const names = [...new Set([...Object.keys(smallStack), ...Object.keys(change)])];
  return names.flatMap((name) => {
    const before = smallStack[name];
    if (!(name in change)) {
      return before === undefined ? [] : [before];
    }
    const how = change[name];
    if (how === undefined) {
      return [];
    }
    if (isResource(how)) {
      return [how];
    }
    assert.ok(before, `no object ${name}`);
    const { ignoreChanges, ...fields } = how;
    return [
      {
        ...before,
        object: changed(before.object, fields),
        ...(ignoreChanges === undefined ? {} : { ignoreChanges: ignoreChanges as readonly string[] }),
      },
    ];
  });
}

async function judge(change: StackChange, stack = "prod"): Promise<Violation[]> {
  const run = new PackRun({ stack });
  for (const resource of stackWith(change)) {
    await run.analyze(resource);
  }
  return run.analyzeStack();
}

/** Tests a rule about stacks. */
export function testStackRule(name: string, { passing = [], failing, unknown }: StackCases): void {
  const found = stackRules.find(({ rule }) => rule.name === name);
  assert.ok(found, `no rule ${name}`);
  const { rule } = found;
  for (const [what, change] of failing) {
    brokenCases.push({ rule: name, what, resources: stackWith(change) });
  }
  const of = (violations: readonly Violation[]): readonly Violation[] =>
    violations.filter(({ policy }) => policy === name || policy === `${name}-advice`);

  describe(`${name} across a stack`, () => {
    for (const [what, change] of passing) {
      it(`passes ${what}`, async () => {
        assert.deepEqual(of(await judge(change)), []);
      });
    }

    for (const [what, change, object, path] of failing) {
      it(`stops ${what}`, async () => {
        const violations = of(await judge(change));
        const [kind = "", objectName = ""] = object.split(" ");
        const namespaced = kind === "Namespace" ? "" : "team/";
        const place = path.startsWith("the ") ? path : shown(path);
        const violation = violations.find(
          ({ message }) =>
            message.includes(`\n${kind} ${namespaced}${objectName}`) && message.includes(`: ${place} is `),
        );
        assert.ok(violation, `${object}: ${place} in ${JSON.stringify(violations)}`);
        assert.equal(violation.mandatory, rule.strictness !== "advisory");
        for (const part of [`${rule.number} ${name}: `, "; wanted: ", `\nRemedy: ${rule.remedy}`]) {
          assert.ok(violation.message.includes(part), `${part} in ${violation.message}`);
        }
      });
    }

    for (const [what, change, object] of unknown) {
      it(`leaves it undecided while ${what} is unknown`, async () => {
        const violations = await judge(change);
        assert.deepEqual(of(violations), []);
        const [kind = "", objectName = ""] = object.split(" ");
        const notes = violations.filter(({ policy }) => policy === "unknown-in-stack");
        assert.ok(
          notes.some(
            ({ message }) =>
              message.includes(`${objectName}: `) &&
              message.includes(`\n${kind} `) &&
              message.endsWith(` is unknown to ${name}.`),
          ),
          JSON.stringify(notes.map(({ message }) => message)),
        );
      });
    }

    if (rule.strictness === "outside-dev") {
      it("only warns in dev", async () => {
        for (const [what, change] of failing) {
          const dev = { "metadata.labels.bulwark~io/environment": "dev" };
          const given = change["namespace"] as Change | undefined;
          const violations = of(await judge({ ...change, namespace: { ...given, ...dev } }, "dev"));
          assert.deepEqual(
            [...new Set(violations.map(({ policy, mandatory }) => `${policy} ${mandatory}`))],
            [`${name}-advice false`],
            what,
          );
        }
      });
    }
  });
}
