import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { everyFile, everyJob, type Job, ROOT, stepsOf, usesOf, workflow, workflowNames } from "./workflow";
import { lintWorkflows } from "./workflow-lint";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** What a job may ask for, and why; everything else is read-only. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  "pull-request/comment": ["pull-requests"],
  "record/commit": ["contents"],
  "staging/record": ["contents"],
  "prod/record": ["contents"],
  "prod/canary": ["contents"],
  "canary/record": ["contents"],
  "drift/report": ["issues"],
};

function takesRole({ steps = [] }: Job): boolean {
  return steps.some(({ with: given = {} }) => "role" in given || "role-to-assume" in given);
}

describe("the workflows", () => {
  it("pass actionlint", async () => {
    assert.equal(await lintWorkflows(ROOT, []), "");
  }).timeout(600_000);

  it("are those of the specification (W-19)", () => {
    for (const name of ["pull-request", "staging", "prod", "drift", "previews"]) {
      assert.ok(workflowNames.includes(name), name);
    }
  });

  for (const { path, text } of everyFile()) {
    describe(path, () => {
      it("pins every action to a commit, with its version behind it", () => {
        for (const { value, comment, line } of usesOf(text)) {
          if (value.startsWith("./")) continue;
          assert.match(value, /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/, `line ${line}`);
          assert.match(comment, /^v\d+\.\d+\.\d+$/, `line ${line}`);
        }
      });

      it("names actions and workflows of this repository that exist", () => {
        for (const { value } of usesOf(text).filter(({ value }) => value.startsWith("./"))) {
          readFileSync(join(ROOT, value, value.endsWith(".yml") ? "" : "action.yml"));
        }
      });

      it("puts no expression into a script: what others wrote could run there", () => {
        for (const { run = "" } of stepsOf(text)) assert.doesNotMatch(run, /\$\{\{/);
      });

      it("gives secrets to the steps that need them, never to all", () => {
        for (const { uses = "", env = {} } of stepsOf(text)) {
          if (!Object.values(env).some((value) => value.includes("secrets."))) continue;
          assert.equal(uses, "", "an action gets a secret");
        }
      });

      it("installs packages without their install scripts", () => {
        const installs = stepsOf(text).flatMap(({ run = "" }) => run.match(/\bnpm (?:ci|i|install)\b.*/g) ?? []);
        for (const command of installs) assert.equal(command, "npm ci --ignore-scripts");
      });

      it("names npm scripts that exist", () => {
        for (const { run = "" } of stepsOf(text)) {
          for (const [, name = ""] of run.matchAll(/\bnpm run (?:-s )?([\w:]+)/g)) assert.ok(name in scripts, name);
        }
      });

      it("previews and updates nothing without the policies", () => {
        for (const { run = "" } of stepsOf(text)) {
          for (const [command] of run.matchAll(/\bpulumi (?:preview|up)\b.*/g)) {
            assert.match(command, / --policy-pack policies\b/);
            assert.match(command, / --non-interactive\b/);
            assert.match(command, / --stack \S/);
          }
        }
      });
    });
  }

  for (const name of workflowNames) {
    it(`${name} stops at a failure anywhere in a pipe`, () => {
      const { defaults, jobs } = workflow(name);
      if (Object.values(jobs).some(({ uses }) => uses === undefined))
        assert.deepEqual(defaults, { run: { shell: "bash" } });
    });

    it(`${name} grants nothing to all jobs, and runs no foreign code with the rights of this repository`, () => {
      const { on, permissions, env } = workflow(name);
      assert.deepEqual(permissions, {});
      assert.equal(env, undefined, "variables for all jobs");
      for (const event of ["pull_request_target", "workflow_run", "issue_comment"]) assert.ok(!(event in on), event);
    });
  }

  for (const { name, job, workflow: file } of everyJob()) {
    describe(name, () => {
      it("says what it may, and no more than it needs", () => {
        assert.ok(job.permissions, "permissions are missing");
        const written = Object.entries(job.permissions).filter(([, level]) => level === "write");
        const rights = written.map(([right]) => right);
        const expected = [...(WRITES[name] ?? []), ...(takesRole(job) ? ["id-token"] : [])];
        if (job.uses === undefined) assert.deepEqual(rights.sort(), expected.sort());
        else for (const right of rights) assert.ok(["id-token", ...expected].includes(right), right);
      });

      if (job.uses !== undefined) return;

      it("has a limit of time", () => {
        assert.ok((job["timeout-minutes"] ?? Infinity) <= 90);
      });

      it("has variables for its steps alone", () => {
        assert.equal(job.env, undefined);
      });

      it("leaves no token behind in the clone, unless it pushes", () => {
        for (const step of job.steps ?? []) {
          if (!step.uses?.startsWith("actions/checkout@")) continue;
          assert.equal(step.with?.["persist-credentials"], name === "record/commit");
        }
      });

      it("takes roles by OIDC in an environment, and no keys", () => {
        assert.equal(takesRole(job), job.environment !== undefined && name !== "record/commit");
        assert.doesNotMatch(JSON.stringify(job), /aws-(?:access-key-id|secret-access-key)|AWS_(?:ACCESS|SECRET)/i);
      });

      const changing = JSON.stringify(job.steps).match(/pulumi up|bulwark -- (?:canary start|previews)/);
      if (changing) {
        it("changes a stack alone, and is never cancelled on the way", () => {
          // canary.yml runs in the group of the run that calls it.
          const caller = name.startsWith("canary/") ? workflow("prod") : file;
          const concurrency = job.concurrency ?? caller.concurrency;
          assert.match(concurrency?.group ?? "", /^(?:stack-|previews-)/);
          assert.equal(concurrency?.["cancel-in-progress"], false);
        });
      }

      if (job.environment !== undefined && "pull_request" in file.on) {
        it("is not for pull requests of forks", () => {
          const own = "github.event.pull_request.head.repo.full_name == github.repository";
          const terms = (job.if ?? "").split("&&").map((term) => term.trim());
          assert.doesNotMatch(job.if ?? "", /\|\|/);
          assert.ok(terms.includes(own) || terms.includes("github.event_name != 'pull_request'"), job.if);
        });
      }
    });
  }
});
