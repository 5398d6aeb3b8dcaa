import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { objectRules, stackRules } from "../../../policies/rules/all";
import { jsonOf, type JsonContent } from "./support";
import { hidden, problems, type Problem, type System } from "./originals/problems";

const FOLDER = join(__dirname, "originals");

function judge(system: System, ...args: string[]): JsonContent & { code: number } {
  const file = `${system}.yaml`;
  return jsonOf({ files: { [file]: readFileSync(join(FOLDER, file), "utf8") } }, file, ...args);
}

const named = ({ kind, namespace, name }: { kind: string; namespace?: string; name: string }): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

const isFound = ({ violations }: JsonContent, { rule, object, container, path }: Problem): boolean =>
  violations.some(
    (violation) =>
      violation.level === "mandatory" &&
      violation.rule === rule &&
      named(violation.object) === object &&
      (container === undefined || violation.container === container) &&
      (path === undefined || path.test(violation.path)),
  );

describe("the designs as they were", () => {
  for (const [system, known] of Object.entries(problems) as [System, readonly Problem[]][]) {
    describe(system, () => {
      const report = judge(system);

      it("is read without errors, and fails", () => {
        assert.deepEqual(report.errors, []);
        assert.equal(report.code, 1);
      });

      for (const problem of known) {
        const { number, what, rule, object, container } = problem;
        const place = container === undefined ? object : `${object}, container ${container}`;
        it(`${number}: ${what}: ${rule} finds it in ${place}`, () => {
          assert.ok(isFound(report, problem));
        });
      }
    });
  }

  it("hold every contradiction of the specification, found or with the reason why no manifest shows it", () => {
    const found = new Set(
      Object.values(problems)
        .flat()
        .map(({ number }) => number),
    );
    const contradictions = Array.from({ length: 55 }, (_, index) => `C-${String(index + 1).padStart(2, "0")}`);
    const conflicts = ["G-30", "G-31", "G-32", "G-33", "G-34", "G-35", "G-36"];
    const missing = [...contradictions, ...conflicts].filter((number) => found.has(number) === number in hidden);
    assert.deepEqual(missing, []);
  });

  it("name only rules of the pack", () => {
    const names = new Set([...objectRules, ...stackRules].map(({ rule }) => rule.name));
    const unknown = Object.values(problems)
      .flat()
      .filter(({ rule }) => !names.has(rule));
    assert.deepEqual(unknown, []);
  });

  it("pass PodSecurity where only the pack objects (C-41, G-36)", () => {
    const { violations } = judge("mllp", "--profile", "restricted");
    assert.deepEqual(violations, []);
    const names = judge("bitvault", "--profile", "restricted").violations.map(({ rule }) => rule);
    assert.ok(names.includes("run-as-non-root") && !names.includes("read-only-root-filesystem"));
  });

  it("are refused by PodSecurity where its conflicts are (G-30, G-31, G-32, G-34)", () => {
    for (const [system, objects] of [
      ["healthcare", ["Deployment healthcare-prod/healthcare-app", "StatefulSet healthcare-prod/postgres"]],
      ["smedrec", ["Deployment smedrec-audit/audit-server"]],
      ["bitvault", ["StatefulSet bitvault-prod/nats"]],
      ["appointment", []],
    ] as const) {
      const refused = judge(system, "--profile", "restricted").violations.map(({ object }) => named(object));
      assert.deepEqual([...new Set(refused)], objects, system);
    }
  });
});
