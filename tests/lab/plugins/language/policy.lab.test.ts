import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { EngineProject, type CliResult } from "../engine";

const ROOT = join(__dirname, "..", "..", "..", "..");

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.ComponentResource {
  constructor(name) { super("a:b:Thing", name, {}); this.registerOutputs({}); }
}
new Thing(new pulumi.Config().get("name") ?? "good");
`;

const POLICIES = `
  policies: [{
    name: "no-bad-names", description: "No bad names.", enforcementLevel: "mandatory",
    configSchema: { properties: { bad: { type: "string", default: "bad" } } },
    validateResource: (args: any, report: any) => {
      if (args.name === args.getConfig().bad) report(args.name + " in " + pulumi.getStack() + " of " + pulumi.getProject());
    },
  }, {
    name: "advice", description: "Advice.", enforcementLevel: "advisory",
    validateStack: (args: any, report: any) => report("there are " + args.resources.length + " resources"),
  }],
`;

const PACKS = {
  "javascript/PulumiPolicy.yaml": "runtime: nodejs\n",
  "javascript/package.json": JSON.stringify({ name: "judge", version: "1.0.0", main: "index.js" }),
  "javascript/index.js": `
    const pulumi = require("@pulumi/pulumi");
    const { PolicyPack } = require("@pulumi/policy");
    console.error("configured with", new pulumi.Config("probe").get("told"), pulumi.runtime.isDryRun());
    new PolicyPack("judge", {${POLICIES.replaceAll(": any", "")}});`,
  "typescript/PulumiPolicy.yaml": "runtime: nodejs\n",
  "typescript/package.json": JSON.stringify({ name: "judge", version: "1.0.0", main: "index.ts" }),
  "typescript/tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, skipLibCheck: true } }),
  "typescript/index.ts": `
    import * as pulumi from "@pulumi/pulumi";
    import { PolicyPack } from "@pulumi/policy";
    new PolicyPack("judge", {${POLICIES}});`,
  "broken/PulumiPolicy.yaml": "runtime: nodejs\n",
  "broken/package.json": JSON.stringify({ name: "broken", version: "1.0.0" }),
  "broken/index.js": `throw new Error("the pack is broken");`,
  "strict.json": JSON.stringify({ "no-bad-names": { bad: "good" } }),
};

function violations(result: CliResult, level: string): string[] {
  return result.events
    .map((event) => event.policyEvent)
    .filter((event) => event?.enforcementLevel === level)
    .map((event) => event?.message ?? "");
}

describe("policy packs under the language host", function () {
  this.timeout(180_000);
  let project: EngineProject;

  before(async () => {
    project = await EngineProject.create({ files: { "index.js": PROGRAM, ...PACKS } });
    for (const pack of ["javascript", "typescript", "broken"]) {
      await symlink(join(ROOT, "node_modules"), join(project.dir, pack, "node_modules"));
    }
    await project.pulumi(["config", "set", "told", "by-the-stack"]);
  });
  after(() => project.remove());

  it("let a good program pass, with advice, and know the stack's configuration", async () => {
    const result = await project.ok("up", ["--policy-pack", "javascript"]);
    assert.match(violations(result, "advisory").join(), /there are \d resources/);
    assert.deepEqual(violations(result, "mandatory"), []);
    assert.match(result.output, /configured with by-the-stack false/);
  });

  it("take their configuration", async () => {
    const result = await project.run("preview", ["--policy-pack", "javascript", "--policy-pack-config", "strict.json"]);
    assert.notEqual(result.code, 0);
    assert.match(violations(result, "mandatory").join(), /good in test of probe/);
    assert.match(result.output, /configured with by-the-stack true/);
  });

  for (const language of ["javascript", "typescript"]) {
    it(`stop a preview at a mandatory violation, written in ${language}`, async () => {
      await project.pulumi(["config", "set", "name", "bad"]);
      const result = await project.run("preview", ["--policy-pack", language]);
      assert.notEqual(result.code, 0);
      assert.match(violations(result, "mandatory").join(), /bad in test of probe/);
    });
  }

  it("fail the preview with the cause when the pack itself fails", async () => {
    const result = await project.run("preview", ["--policy-pack", "broken"]);
    assert.notEqual(result.code, 0);
    assert.match(result.output, /the pack is broken/);
  });

  it("say what to do when the pack's packages are not installed", async () => {
    const outside = await EngineProject.create({
      files: {
        "index.js": PROGRAM,
        "pack/PulumiPolicy.yaml": "runtime: nodejs\n",
        "pack/package.json": JSON.stringify({ name: "judge", version: "1.0.0" }),
      },
      dependencies: false,
    });
    try {
      const result = await outside.run("preview", ["--policy-pack", "pack"]);
      assert.notEqual(result.code, 0);
      assert.match(result.output, /Pulumi SDK has not been installed.*npm install/);
    } finally {
      await outside.remove();
    }
  });
});
