import assert from "node:assert/strict";
import { join } from "node:path";

import { objectRules, stackRules } from "../../policies/rules/all";
import type { Rule } from "../../policies/rules/rule";
import { EngineProject, type CliResult } from "../lab/plugins/engine";
import { sharedLab } from "../lab/support";
import type { Resource } from "./support/pack";
import type { Broken } from "./support/rule-cases";
import { PROGRAM_START } from "./support/program";
import { brokenByTable } from "./support/tables";

const PACK = ["--policy-pack", join(__dirname, "../../policies")];

/**
 * Registers the objects in objects.json. Each has one annotation that only an update knows: so the preview asks no API
 * server about an object that is meant to be wrong, and a rule that an unknown value elsewhere silenced would be found.
 */
const PROGRAM = `${PROGRAM_START}for (const { type, name, object, ...options } of require("./objects.json")) {
  const { metadata } = object;
  const annotations = { ...metadata.annotations, "tests.bulwark.io/unknown": provider.id };
  new Resource(type, name, { ...object, metadata: { ...metadata, annotations } }, { ...options, provider, version });
}
`;

/** The first case of each rule and kind: that others break the rule too is what the tables' own tests show. */
function firstPerKind(cases: readonly Broken[], rules: readonly { readonly rule: Rule }[]): readonly Broken[] {
  const names = new Set(rules.map(({ rule: { name } }) => name));
  const firsts = new Map<string, Broken>();
  for (const one of cases) {
    const [kind = ""] = one.what.split(": ");
    const key = `${one.rule} ${one.resources.length > 1 ? "" : kind}`;
    if (names.has(one.rule) && !firsts.has(key)) firsts.set(key, one);
  }
  return [...firsts.values()];
}

/** The resources of a case under names of their own, in a namespace of their own. */
function apart(resources: readonly Resource[], index: number): readonly Resource[] {
  const text = JSON.stringify(resources).replaceAll(`"team"`, `"team-${index}"`);
  return (JSON.parse(text) as Resource[]).map((resource, place) => ({
    ...resource,
    name: `case-${index}-${place}`,
    protect: resource.protect ?? true,
  }));
}

describe("every rule under the real engine", function () {
  this.timeout(600_000);
  let project: EngineProject;
  let cases: readonly Broken[];

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cases = brokenByTable();
    project = await EngineProject.create({
      files: { "index.js": PROGRAM },
      providers: ["kubernetes"],
      env: { KUBECONFIG: kubeconfig },
    });
    const { code, output } = await project.pulumi(["config", "set", "bulwark:environment", "prod", "--stack", "test"]);
    assert.equal(code, 0, output);
  });

  after(() => project.remove());

  async function run(command: "preview" | "up", shown: readonly Broken[]): Promise<CliResult> {
    const objects = shown.flatMap(({ resources }, index) => apart(resources, index));
    await project.write("objects.json", JSON.stringify(objects));
    return project.run(command, PACK);
  }

  /** Names of the cases of which the engine does not tell the rule, at its level, at one of their resources. */
  function missed(shown: readonly Broken[], { events }: CliResult): string[] {
    const said = new Set(
      events.flatMap(({ policyEvent: event }) =>
        event === undefined
          ? []
          : [`${event.policyName} ${event.enforcementLevel} ${/case-(\d+)-\d+$/.exec(event.resourceUrn ?? "")?.[1]}`],
      ),
    );
    const level = (name: string): string => {
      const found = [...objectRules, ...stackRules].find(({ rule }) => rule.name === name);
      return found?.rule.strictness === "advisory" ? "advisory" : "mandatory";
    };
    return shown.flatMap(({ rule, what }, index) =>
      said.has(`${rule} ${level(rule)} ${index}`) ? [] : [`${rule}: ${what}`],
    );
  }

  for (const [what, rules] of [
    ["one object", objectRules],
    ["several objects", stackRules],
  ] as const) {
    it(`each rule about ${what} is told in a preview, for each kind, at its level`, async () => {
      const shown = firstPerKind(cases, rules);
      const withCase = new Set(shown.map(({ rule }) => rule));
      assert.deepEqual(
        rules.map(({ rule: { name } }) => name).filter((name) => !withCase.has(name)),
        [],
        "rules without a case",
      );
      const result = await run("preview", shown);
      assert.notEqual(result.code, 0, result.output);
      assert.deepEqual(missed(shown, result), []);
    });
  }

  it("an update makes none of the objects that break a rule", async () => {
    const shown = firstPerKind(cases, objectRules).filter(
      ({ rule }) => objectRules.find((one) => one.rule.name === rule)?.rule.strictness !== "advisory",
    );
    const { code, output } = await run("up", shown);
    assert.notEqual(code, 0, output);
    const made = (await project.resources()).map(({ type }) => type);
    assert.deepEqual(
      made.filter((type) => type.startsWith("kubernetes:")),
      [],
    );
  });
});
