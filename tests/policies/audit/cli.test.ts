import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { auditIn, deployment, documents } from "./support";

const ROOT = join(__dirname, "../../..");
const file = { "a.yaml": documents(deployment()) };

describe("npm run audit", () => {
  it("runs on this program's own objects, from standard input too, and passes them", function () {
    this.timeout(60_000);
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const [program = "", ...args] = (scripts["audit"] ?? "").split(" ");
    assert.equal(program, "node");
    const input = documents(deployment({ "spec.hostPID": true }, "other"));
    const env = { ...process.env, BULWARK_EXEMPTIONS: undefined };
    const run = (...paths: string[]) =>
      spawnSync(process.execPath, [...args, ...paths], { cwd: ROOT, input, env, encoding: "utf8" });
    const own = run("tests/golden/prod", "--json");
    assert.deepEqual([own.status, own.stderr], [0, ""]);
    const { violations } = JSON.parse(own.stdout) as { violations: unknown[] };
    assert.deepEqual(violations, []);
    const piped = run("-", "--profile", "baseline");
    assert.equal(piped.status, 1);
    assert.match(piped.stdout, /^-:\d+:\d+: mandatory: R-03 host-namespaces/m);
  });

  for (const [what, args, wanted] of [
    [
      "an unknown profile",
      ["a.yaml", "--profile", "strict"],
      /1\. --profile\n {3}given: {3}strict\n {3}allowed: baseline, restricted, all\n {3}remedy: /,
    ],
    [
      "an unknown environment",
      ["a.yaml", "--environment", "production"],
      /1\. --environment\n {3}given: {3}production\n {3}allowed: dev, staging, prod, preview/,
    ],
    ["two formats", ["a.yaml", "--json", "--sarif"], /1\. --json, --sarif\n {3}given: {3}both/],
    [
      "several problems",
      ["a.yaml", "--profile", "x", "--environment", "y"],
      /2 problems.*1\. --profile.*2\. --environment/s,
    ],
    ["a path that does not exist", ["b.yaml"], /1\. PATH\n {3}given: {3}b\.yaml/],
    ["an unknown option", ["a.yaml", "--jsn"], /unknown option '--jsn'.*--json.*--help/s],
    ["no path", [], /missing required argument 'path'/],
    ["a register that is none", ["a.yaml", "--exemptions", "a.yaml"], /a\.yaml is not a valid exemptions register/],
    [
      "a register that does not exist",
      ["a.yaml", "--exemptions", "none.yaml"],
      /none\.yaml is not a valid exemptions register.*ENOENT/s,
    ],
  ] as const) {
    it(`says once what is wrong with ${what}, without a stack trace`, () => {
      const { code, out, err } = auditIn({ files: file }, ...args);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, wanted);
      assert.equal(err.match(/^error: /gm)?.length, 1);
      assert.doesNotMatch(err, /\n\s+at /);
    });
  }

  it("takes another register", () => {
    const files = { ...file, "own.yaml": "exemptions: []\n" };
    assert.equal(auditIn({ files }, "a.yaml", "--profile", "restricted", "--exemptions", "own.yaml").code, 0);
  });

  it("explains itself", () => {
    const { code, out } = auditIn({}, "--help");
    assert.equal(code, 0);
    for (const word of [
      "--profile",
      "--environment",
      "--stack",
      "--exemptions",
      "--config",
      "--json",
      "--sarif",
      "Exit code",
    ]) {
      assert.ok(out.includes(word), word);
    }
  });
});
