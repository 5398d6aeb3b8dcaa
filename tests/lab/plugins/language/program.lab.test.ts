import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { EngineProject, messages, type CliResult } from "../engine";

const TIMEOUT = 180_000;

/** The error messages, those of the engine's own summary left out. */
function errors(result: CliResult): string[] {
  return messages(result, "error").filter((text) => !/^(preview|update) (failed|canceled)$/.test(text));
}

/** Waits until the condition holds; fails after half a minute. */
async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The processes of this machine whose command line contains a text. */
async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.includes(text));
}

describe("a JavaScript program under the language host", function () {
  this.timeout(TIMEOUT);
  let project: EngineProject;

  before(async () => {
    project = await EngineProject.create({ files: { "index.js": "" } });
    await project.pulumi(["config", "set", "plain", "a value"]);
    await project.pulumi(["config", "set", "--secret", "hidden", "a hidden value"]);
    await project.pulumi(["config", "set", "other:key", "of another namespace"]);
  });
  after(() => project.remove());

  it("gets its configuration, secret or not, and gives outputs", async () => {
    await project.write(
      "index.js",
      `const pulumi = require("@pulumi/pulumi");
       const config = new pulumi.Config();
       console.log("a line on stdout");
       console.error("a line on stderr");
       process.stdout.write("no newline at the end");
       exports.plain = config.require("plain");
       exports.hidden = config.requireSecret("hidden");
       exports.other = new pulumi.Config("other").require("key");
       exports.about = [pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization(), pulumi.runtime.isDryRun()].join();
       exports.root = pulumi.runtime.getRootDirectory();
       exports.node = process.execPath;
       const { isConfigSecret } = require("@pulumi/pulumi/runtime/config");
       exports.secrets = [isConfigSecret("probe:hidden"), isConfigSecret("probe:plain")].join();`,
    );
    const result = await project.ok("up");
    assert.deepEqual(await project.outputs(), {
      plain: "a value",
      hidden: "a hidden value",
      other: "of another namespace",
      about: "probe,test,organization,false",
      root: project.dir,
      node: process.execPath,
      secrets: "true,false",
    });
    for (const line of ["a line on stdout", "a line on stderr", "no newline at the end"]) {
      assert.ok(result.output.includes(line), line);
    }
    assert.match(result.output, /hidden *: \[secret\]/);
  });

  it("deploys what the file says now, not what it said before", async () => {
    await project.write("index.js", `exports.only = "edited";`);
    await project.ok("up");
    assert.deepEqual(await project.outputs(), { only: "edited" });
  });

  it("fails with one message and the cause when it throws", async () => {
    // Without a stack: on Node 20 the SDK takes up to a minute to format one.
    await project.write("index.js", `throw Object.assign(new Error("thrown by the program"), { stack: undefined });`);
    const result = await project.run("preview");
    assert.notEqual(result.code, 0);
    const [message, ...more] = errors(result);
    assert.match(message ?? "", /thrown by the program/);
    assert.deepEqual(more, []);
    assert.doesNotMatch(result.output, /exit code/);
  });

  it("shows a RunError without a stack trace", async () => {
    await project.write(
      "index.js",
      `const pulumi = require("@pulumi/pulumi"); throw Object.assign(new pulumi.RunError("what the user did wrong"), { stack: undefined });`,
    );
    const result = await project.run("preview");
    assert.notEqual(result.code, 0);
    assert.deepEqual(errors(result), ["what the user did wrong"]);
  });

  it("shows a ResourceError at its resource", async () => {
    await project.write(
      "index.js",
      `const pulumi = require("@pulumi/pulumi");
       const c = new pulumi.ComponentResource("a:b:C", "faulty");
       c.registerOutputs({});
       throw Object.assign(new pulumi.ResourceError("the component is faulty", c, true), { stack: undefined });`,
    );
    const result = await project.run("preview");
    assert.notEqual(result.code, 0);
    const event = result.events.find((one) => one.diagnosticEvent?.message.includes("the component is faulty"));
    assert.match(event?.diagnosticEvent?.urn ?? "", /::faulty$/);
  });

  it("names the exit code of a program that ends by itself", async () => {
    await project.write("index.js", `process.exit(7);`);
    const result = await project.run("preview");
    assert.notEqual(result.code, 0);
    assert.deepEqual(errors(result).length, 1);
    assert.match(result.output, /Program exited with non-zero exit code: 7/);
  });

  it("ends with all it started when the user interrupts, within seconds", async () => {
    const mark = `interrupted-${process.pid}-${Date.now()}`;
    await project.write(
      "index.js",
      `const { spawn } = require("node:child_process");
       process.on("SIGINT", () => undefined);
       spawn(process.execPath, ["-e", "process.on('SIGINT', () => {}); setInterval(() => {}, 1000)", "${mark}"], { stdio: "ignore" });
       module.exports = new Promise(() => setInterval(() => {}, 1000));`,
    );
    const running = project.startLogged("up");
    await until("the program runs", async () => (await processesWith(mark)).length > 0);
    const before = Date.now();
    running.process.kill("SIGINT");
    const result = await running.result;
    assert.notEqual(result.code, 0);
    assert.ok(Date.now() - before < 15_000);
    await until("no process is left", async () => (await processesWith(mark)).length === 0);
    assert.deepEqual(await processesWith(project.dir), []);
    assert.deepEqual(errors(result), []);
  });

  it("says what to do when its packages are not installed", async () => {
    const bare = await EngineProject.create({ files: { "index.js": "" }, dependencies: false });
    try {
      const result = await bare.run("preview");
      assert.notEqual(result.code, 0);
      assert.match(result.output, /Pulumi SDK has not been installed.*pulumi install/);
      assert.doesNotMatch(result.output, /\n\s+at /);
    } finally {
      await bare.remove();
    }
  });

  it("refuses a runtime option of the wrong type by name", async () => {
    const wrong = await EngineProject.create({ files: { "index.js": "" }, runtimeOptions: { typescript: "no" } });
    try {
      const result = await wrong.run("preview");
      assert.notEqual(result.code, 0);
      assert.match(result.output, /runtime option "typescript" is "no" but must be a boolean/);
    } finally {
      await wrong.remove();
    }
  });
});

describe("a TypeScript program under the language host", function () {
  this.timeout(TIMEOUT);

  const files = {
    "package.json": JSON.stringify({ name: "probe", main: "index.ts" }),
    "index.ts": `import * as pulumi from "@pulumi/pulumi";
      const wrong: number = "a type error";
      export const result = pulumi.output(wrong);
      export const options = process.execArgv.join(" ");`,
    "checked/tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, skipLibCheck: true },
      files: ["../index.ts"],
    }),
    "unchecked/tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, noCheck: true, skipLibCheck: true },
      files: ["../index.ts"],
    }),
  };

  it("runs in spite of a type error when its tsconfig says noCheck, and takes Node's arguments", async () => {
    const project = await EngineProject.create({
      files,
      runtimeOptions: { tsconfig: "unchecked/tsconfig.json", nodeargs: "--stack-size=900 '--title=a title'" },
    });
    try {
      await project.ok("up");
      const outputs = await project.outputs();
      assert.equal(outputs["result"], "a type error");
      assert.equal(outputs["options"], "--stack-size=900 --title=a title");
    } finally {
      await project.remove();
    }
  });

  it("stops at a type error when its tsconfig checks", async () => {
    const project = await EngineProject.create({ files, runtimeOptions: { tsconfig: "checked/tsconfig.json" } });
    try {
      const result = await project.run("preview");
      assert.notEqual(result.code, 0);
      assert.match(result.output, /Type 'string' is not assignable to type 'number'/);
    } finally {
      await project.remove();
    }
  });
});

describe("pulumi about and pulumi install", function () {
  this.timeout(TIMEOUT);

  it("know Node, the package manager, TypeScript and the program's packages", async () => {
    const lock = {
      packages: { "": {}, "node_modules/a": { version: "1.2.3" }, "node_modules/b": { version: "2.0.0" } },
    };
    const project = await EngineProject.create({
      files: {
        "index.js": "",
        "package.json": JSON.stringify({ name: "probe", main: "index.js", dependencies: { a: "^1.0.0" } }),
        "package-lock.json": JSON.stringify(lock),
      },
    });
    try {
      const about = JSON.parse((await project.pulumi(["about", "--json"])).stdout) as Record<string, unknown>;
      assert.deepEqual(about["dependencies"], [{ name: "a", version: "1.2.3" }]);
      const { stdout } = await project.pulumi(["about"]);
      assert.ok(stdout.includes(`executable='${process.execPath}'`), stdout);
      assert.ok(stdout.includes(`version='${process.version}'`));
      assert.match(stdout, /packagemanager='npm'/);
      assert.match(stdout, /typescriptVersion='5\./);
    } finally {
      await project.remove();
    }
  });

  it("install what package.json asks for and show npm's output", async () => {
    const project = await EngineProject.create({
      files: {
        "index.js": `exports.found = require("local");`,
        "package.json": JSON.stringify({ name: "probe", main: "index.js", dependencies: { local: "file:./local" } }),
        "local/package.json": JSON.stringify({ name: "local", version: "1.0.0", main: "main.js" }),
        "local/main.js": `module.exports = "installed";`,
      },
      dependencies: false,
    });
    try {
      const result = await project.pulumi(["install", "--no-plugins"]);
      assert.equal(result.code, 0, result.output);
      assert.match(
        result.output,
        /Installing dependencies[\s\S]*added 1 package[\s\S]*Finished installing dependencies/,
      );
      assert.equal(
        await readFile(join(project.dir, "node_modules/local/main.js"), "utf8"),
        `module.exports = "installed";`,
      );
    } finally {
      await project.remove();
    }
  });

  it("fail with npm's own words when a package cannot be installed", async () => {
    const project = await EngineProject.create({
      files: {
        "index.js": "",
        "package.json": JSON.stringify({ name: "probe", dependencies: { gone: "file:./gone.tgz" } }),
      },
      dependencies: false,
    });
    try {
      const result = await project.pulumi(["install", "--no-plugins"]);
      assert.notEqual(result.code, 0);
      assert.match(result.output, /gone\.tgz/);
      assert.match(result.output, /npm install failed: exit status \d+/);
    } finally {
      await project.remove();
    }
  });
});
