import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { linterCatalogue } from "../../lab/toolchain/catalogue";
import { pinnedVersion, readPinnedModule } from "../../lab/toolchain/gomod";
import { everyFile, ROOT, stepsOf, workflow } from "./workflow";

const stacks = readdirSync(ROOT).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

describe("what the workflows do (W-19)", () => {
  const commands = (name: string, job: string): string =>
    (workflow(name).jobs[job]?.steps ?? assert.fail(`${name} has no job ${job}`)).map(({ run = "" }) => run).join("\n");

  it("a pull request is checked, tested, and previewed with every stack", () => {
    assert.match(commands("pull-request", "checks"), /npm run types\nnpm run lint/);
    assert.match(commands("pull-request", "tests"), /^npm test$/m);
    assert.match(commands("pull-request", "preview"), /pulumi preview --stack "\$STACK"/);
    assert.deepEqual(workflow("pull-request").jobs["preview"]?.strategy?.matrix?.["stack"], ["dev", "staging", "prod"]);
  });

  it("every stack file has a preview, a drift check and an inventory", () => {
    const matrix = (name: string, job: string) => workflow(name).jobs[job]?.strategy?.matrix?.["stack"];
    assert.deepEqual([...(matrix("pull-request", "preview") as string[])].sort(), [...stacks].sort());
    assert.deepEqual([...(matrix("drift", "compare") as string[])].sort(), [...stacks].sort());
    const listed = /for stack in (.*); do/.exec(commands("pull-request", "inventory"))?.[1]?.split(" ");
    assert.deepEqual(listed?.sort(), [...stacks].sort());
  });

  it("the inventory of a pull request fits into one comment, all stacks together", () => {
    const limit = Number(/--limit (\d+)/.exec(commands("pull-request", "inventory"))?.[1]);
    assert.ok(limit * stacks.length + 100 <= 65_536);
  });

  it("the policies judge what a fork changes, without a role", () => {
    assert.match(commands("pull-request", "inventory"), /npm run -s audit -- - --environment "\$stack"/);
    assert.equal(workflow("pull-request").jobs["inventory"]?.if, undefined);
  });

  it("no job that writes a comment or a commit runs the code of a pull request", () => {
    assert.deepEqual(
      (workflow("pull-request").jobs["comment"]?.steps ?? []).filter(({ uses = "" }) =>
        uses.startsWith("actions/checkout"),
      ),
      [],
    );
    assert.ok(!("pull_request" in workflow("record").on));
  });

  it("images carry SBOM, provenance and what their labels need (R-65)", () => {
    const steps = workflow("images").jobs["build"]?.steps ?? [];
    const build = steps.find(({ uses = "" }) => uses.startsWith("docker/build-push-action@"));
    const { sbom, provenance, push, file, target } = build?.with ?? {};
    assert.deepEqual({ sbom, provenance, push }, { sbom: true, provenance: "mode=max", push: true });
    assert.deepEqual({ file, target }, { file: "docker/Dockerfile", target: "release-distroless" });
    const given = String(build?.with?.["build-args"]).trim().split("\n");
    assert.deepEqual(
      given.map((line) => line.split("=")[0]),
      ["SERVICE_DIR", "NODE_IMAGE", "DISTROLESS_IMAGE", "BUILD_DATE", "GIT_COMMIT", "GIT_BRANCH"],
    );
  });

  it("every push builds images, and only base images with a digest are built on (R-65, W-18)", () => {
    const build = workflow("images").jobs["build"]?.steps ?? [];
    const refusal = build.findIndex(({ run = "" }) => run.includes("@sha256:[0-9a-f]{64}$"));
    const docker = build.findIndex(({ uses = "" }) => uses.startsWith("docker/"));
    assert.ok(refusal !== -1 && refusal < docker);
    assert.deepEqual(workflow("staging").on["push"], { branches: ["main"] });
  });

  it("staging gets the digests of the push, is updated, and its stack file is committed (W-17)", () => {
    const lines = commands("staging", "deploy").split("\n").filter(Boolean);
    assert.deepEqual(lines, [
      'for file in digests/*; do echo "$(basename "$file") $(<"$file")"; done |',
      "  bash .github/scripts/set-digests.sh staging",
      "pulumi up --stack staging --policy-pack policies --yes --non-interactive",
      "git diff --binary -- Pulumi.staging.yaml > staging.patch",
    ]);
    assert.equal(workflow("staging").jobs["record"]?.needs, "deploy");
  });

  it("prod is started by a person, previewed, approved, and then changed", () => {
    const { on, jobs } = workflow("prod");
    assert.deepEqual(Object.keys(on), ["workflow_dispatch"]);
    assert.equal(jobs["rolling"]?.environment, "prod");
    assert.deepEqual(jobs["rolling"].needs, ["promotion", "preview"]);
    // What is approved is what was previewed: the same digests, then the same program.
    const setting = commands("prod", "rolling")
      .split("\n")
      .find((line) => line.includes("set-digests.sh"));
    assert.ok(setting !== undefined && commands("prod", "preview").includes(setting));
    assert.equal(workflow("canary").jobs["release"]?.environment, "prod");
  });

  it("canaries of prod go one after another: start in 10 minutes, 300 s, promotion in 15 minutes, else abort", () => {
    const strategy = workflow("prod").jobs["canary"]?.strategy;
    assert.deepEqual([strategy?.["max-parallel"], strategy?.["fail-fast"]], [1, true]);
    const steps = workflow("canary").jobs["release"]?.steps ?? [];
    const canary = steps.filter(({ run = "" }) => run.includes("bulwark -- canary"));
    assert.deepEqual(
      canary.map(({ run = "", if: condition }) => [/canary (\w+)/.exec(run)?.[1], condition]),
      [
        ["start", undefined],
        ["observe", undefined],
        ["promote", undefined],
        ["abort", "failure() || cancelled()"],
      ],
    );
    assert.match(canary[0]?.run ?? "", /--weight 10 --timeout 10m/);
    assert.match(canary[1]?.run ?? "", /--window 300s/);
    assert.match(canary[2]?.run ?? "", /--timeout 15m/);
    for (const { run = "", "timeout-minutes": limit = 0 } of canary) {
      const own = Number(/--timeout (\d+)m/.exec(run)?.[1]);
      assert.ok(limit > own, "the command must end by itself, so that it can put back what it changed");
    }
  });

  it("drift is looked for on schedule, in the cluster itself, and told in an issue", () => {
    assert.ok("schedule" in workflow("drift").on);
    assert.match(commands("drift", "compare"), /--refresh --expect-no-changes/);
    assert.match(commands("drift", "report"), /gh issue create/);
  });

  it("an environment of a pull request is made, updated and removed with it, and on schedule when it expires", () => {
    assert.deepEqual((workflow("previews").on["pull_request"] as { types: string[] }).types, [
      "opened",
      "reopened",
      "synchronize",
      "closed",
    ]);
    assert.match(commands("previews", "deploy"), /previews create[^]*previews update/);
    assert.match(commands("previews", "remove"), /previews remove "\$NUMBER"/);
    assert.match(commands("previews", "expire"), /previews remove --expired/);
  });

  it("delivery runs the Pulumi that the lab tests with", () => {
    const text = everyFile().find(({ path }) => path === "actions/cluster/action.yml")?.text ?? "";
    const pulumi = stepsOf(text).find(({ uses = "" }) => uses.startsWith("pulumi/actions@"));
    const pinned = readPinnedModule(join(linterCatalogue().folder, "pulumi"));
    assert.equal(
      `v${String(pulumi?.with?.["pulumi-version"])}`,
      pinnedVersion(pinned, "github.com/pulumi/pulumi/pkg/v3"),
    );
  });
});
