/** Objects that break rules, under the real engine with the pack. */
import assert from "node:assert/strict";
import { join } from "node:path";

import { objectRules, stackRules } from "../../../policies/rules/all";
import type { Rule } from "../../../policies/rules/rule";
import { EngineProject, type CliResult } from "../../lab/plugins/engine";
import { sharedLab } from "../../lab/support";
import type { Resource } from "./pack";
import { PROGRAM_START } from "./program";
import type { Broken } from "./rule-cases";

const PACK = ["--policy-pack", join(__dirname, "../../../policies")];

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
export function firstPerKind(cases: readonly Broken[], rules: readonly { readonly rule: Rule }[]): readonly Broken[] {
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

/** The level at which a rule stands by itself. */
export function levelOf(name: string): "advisory" | "mandatory" {
  const found = [...objectRules, ...stackRules].find(({ rule }) => rule.name === name);
  return found?.rule.strictness === "advisory" ? "advisory" : "mandatory";
}

/** A Pulumi project whose program registers broken objects. */
export class BrokenProject {
  private constructor(private readonly project: EngineProject) {}

  /** On the shared lab, as a stack of prod. */
  static async create(): Promise<BrokenProject> {
    const { kubeconfig } = await sharedLab();
    const project = await EngineProject.create({
      files: { "index.js": PROGRAM },
      providers: ["kubernetes"],
      env: { KUBECONFIG: kubeconfig },
    });
    const { code, output } = await project.pulumi(["config", "set", "bulwark:environment", "prod", "--stack", "test"]);
    assert.equal(code, 0, output);
    return new BrokenProject(project);
  }

  remove(): Promise<void> {
    return this.project.remove();
  }

  /** Runs the engine over the objects of these cases, each case in a namespace of its own. `up` goes without a preview. */
  async run(command: "preview" | "up", shown: readonly Broken[]): Promise<CliResult> {
    await this.write(shown);
    return this.project.run(command, PACK);
  }

  /** Runs `pulumi up` as people do, with the preview before it. @returns exit code and output */
  async upWithPreview(shown: readonly Broken[]): Promise<{ readonly code: number | null; readonly output: string }> {
    await this.write(shown);
    return this.project.pulumi(["up", "--yes", "--stack", "test", "--non-interactive", ...PACK]);
  }

  /** Types of the objects that the engine has made. */
  async made(): Promise<readonly string[]> {
    const types = (await this.project.resources()).map(({ type }) => type);
    return types.filter((type) => type.startsWith("kubernetes:"));
  }

  private async write(shown: readonly Broken[]): Promise<void> {
    const objects = shown.flatMap(({ resources }, index) => apart(resources, index));
    await this.project.write("objects.json", JSON.stringify(objects));
  }
}

/** The cases of which the engine did not tell the rule, at its level, at one of their resources. */
export function missed(shown: readonly Broken[], { events }: CliResult): string[] {
  const said = new Set(
    events.flatMap(({ policyEvent: event }) =>
      event === undefined
        ? []
        : [`${event.policyName} ${event.enforcementLevel} ${/case-(\d+)-\d+$/.exec(event.resourceUrn ?? "")?.[1]}`],
    ),
  );
  return shown.flatMap(({ rule, what }, index) =>
    said.has(`${rule} ${levelOf(rule)} ${index}`) ? [] : [`${rule}: ${what}`],
  );
}
