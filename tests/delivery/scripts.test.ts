import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { base } from "../../systems/appointment/layers/base";
import { services as layers } from "../../systems/appointment/layers/services";
import { SERVICES } from "../../systems/appointment/values";
import { ROOT } from "./workflow";

const SCRIPTS = join(ROOT, ".github/scripts");

/** A machine without configuration of git. */
const MACHINE = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** Somebody who commits. */
const PERSON = {
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
};

describe("the scripts of the workflows", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulwark-delivery-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (cwd: string, command: string, ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(command, args, { cwd, env: MACHINE, encoding: "utf8" });
  const git = (cwd: string, ...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync("git", args, {
      cwd,
      env: { ...MACHINE, ...PERSON },
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (repository: string, message: string): string => {
    git(join(folder, repository), "add", "--all");
    git(join(folder, repository), "commit", "--quiet", "--message", message);
    return git(join(folder, repository), "rev-parse", "HEAD");
  };

  describe("changed-services.sh", () => {
    let first: string;
    beforeEach(() => {
      git(folder, "init", "--quiet", "--initial-branch=main", "source");
      for (const service of ["booking", "search"]) write(`source/services/${service}/package-lock.json`, "{}");
      write("source/docker/Dockerfile", "FROM scratch\n");
      first = commit("source", "first");
    });
    const changed = (before: string, after: string): unknown => {
      const { status, stdout, stderr } = run(
        join(folder, "source"),
        "bash",
        join(SCRIPTS, "changed-services.sh"),
        before,
        after,
      );
      assert.equal(status, 0, stderr);
      return JSON.parse(stdout);
    };

    it("names the services whose folder changed", () => {
      write("source/services/search/index.ts", "");
      assert.deepEqual(changed(first, commit("source", "second")), ["search"]);
    });

    it("names all that are there when the way of building changed, or when nothing is known of before", () => {
      write("source/docker/Dockerfile", "FROM node:22\n");
      const second = commit("source", "second");
      assert.deepEqual(changed(first, second), ["booking", "search"]);
      for (const before of ["", "0".repeat(40)]) assert.deepEqual(changed(before, second), ["booking", "search"]);
    });

    it("names none when something else changed, or when there is no source of services", () => {
      write("source/README.md", "");
      const second = commit("source", "second");
      assert.deepEqual(changed(first, second), []);
      git(join(folder, "source"), "rm", "-r", "--quiet", "services");
      assert.deepEqual(changed(second, commit("source", "third")), []);
    });
  });

  describe("record.sh", () => {
    const clone = (name: string): void => {
      git(folder, "clone", "--quiet", "hub.git", name);
    };
    const record = (): SpawnSyncReturns<string> =>
      run(join(folder, "runner"), "bash", join(SCRIPTS, "record.sh"), "prod", join(folder, "prod.patch"), "main");
    const onMain = (path: string): string => git(join(folder, "hub.git"), "show", `main:${path}`);
    beforeEach(() => {
      git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "hub.git");
      clone("author");
      git(join(folder, "author"), "checkout", "--quiet", "-B", "main");
      write("author/Pulumi.prod.yaml", "config:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n");
      commit("author", "first");
      git(join(folder, "author"), "push", "--quiet", "origin", "main");
      clone("runner");
      write("runner/Pulumi.prod.yaml", "config:\n  a: 2\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n");
      writeFileSync(join(folder, "prod.patch"), `${git(join(folder, "runner"), "diff", "--binary")}\n`);
      git(join(folder, "runner"), "checkout", "--quiet", ".");
    });

    it("commits and pushes the change, and asks for no other deployment", () => {
      const { status, stderr } = record();
      assert.equal(status, 0, stderr);
      assert.match(onMain("Pulumi.prod.yaml"), /a: 2/);
      assert.match(
        git(join(folder, "hub.git"), "log", "-1", "--format=%an %s", "main"),
        /^github-actions.*\[skip ci\]$/,
      );
    });

    it("keeps what others have pushed meanwhile", () => {
      write("author/Pulumi.prod.yaml", "config:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n  e: 2\n");
      commit("author", "second");
      git(join(folder, "author"), "push", "--quiet", "origin", "main");
      assert.equal(record().status, 0);
      assert.match(onMain("Pulumi.prod.yaml"), /a: 2[^]*e: 2/);
    });

    it("makes no commit of an empty change, nor of one that is there already", () => {
      assert.equal(record().status, 0);
      const head = git(join(folder, "hub.git"), "rev-parse", "main");
      assert.match(record().stdout, /says it already/);
      writeFileSync(join(folder, "prod.patch"), "");
      assert.match(record().stdout, /did not change/);
      assert.equal(git(join(folder, "hub.git"), "rev-parse", "main"), head);
    });

    it("changes no other file, whatever the patch says", () => {
      write("runner/policies.txt", "off\n");
      git(join(folder, "runner"), "add", "--all");
      const other = git(join(folder, "runner"), "diff", "--cached", "--binary");
      git(join(folder, "runner"), "reset", "--quiet", "--hard");
      writeFileSync(join(folder, "prod.patch"), `${other}\n`);
      record();
      assert.equal(git(join(folder, "hub.git"), "ls-tree", "--name-only", "main"), "Pulumi.prod.yaml");
    });

    it("fails, and shows the change, when nobody lets it push", () => {
      write("hub.git/hooks/pre-receive", "#!/bin/sh\nexit 1\n");
      run(folder, "chmod", "+x", "hub.git/hooks/pre-receive");
      const { status, stderr } = record();
      assert.equal(status, 1);
      assert.match(stderr, /could not be pushed[^]*\+ {2}a: 2/);
    });
  });

  describe("set-digests.sh", () => {
    it("refuses what is no digest before anything is written", () => {
      write("digests/booking", `sha256:${"a".repeat(64)}\n`);
      write("digests/search", "latest\n");
      const { status, stderr } = run(folder, "bash", join(SCRIPTS, "set-digests.sh"), "staging", "digests");
      assert.equal(status, 1);
      assert.match(stderr, /^error: digests\/search holds no digest .* Nothing was changed\.$/m);
    });

    it("has nothing to do without digests", () => {
      assert.equal(run(folder, "bash", join(SCRIPTS, "set-digests.sh"), "staging", "digests").status, 0);
      assert.ok(!existsSync(join(folder, "Pulumi.staging.yaml")));
    });
  });

  describe("promotion.mjs", () => {
    const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
    const stackFile = (images: Readonly<Record<string, string>>, more = ""): string =>
      `config:\n  appointment:images:\n${Object.entries(images)
        .map(([service, value]) => `    ${service}:\n      digest: ${value}\n`)
        .join("")}${more}`;
    const promotion = (from: string, to: string): SpawnSyncReturns<string> => {
      write("from.yaml", from);
      write("to.yaml", to);
      return run(folder, process.execPath, join(SCRIPTS, "promotion.mjs"), "from.yaml", "to.yaml");
    };
    const old = stackFile({ booking: digest("a"), search: digest("a"), patient: digest("a") });

    it("tells what differs, by the way in which it is released", () => {
      const { stdout } = promotion(stackFile({ booking: digest("b"), search: digest("b"), patient: digest("a") }), old);
      assert.equal(
        stdout,
        `rolling=[{"service":"search","digest":"${digest("b")}"}]\ncanary=[{"service":"booking","digest":"${digest("b")}"}]\n`,
      );
    });

    it("tells nothing where both run the same", () => {
      assert.equal(promotion(old, old).stdout, "rolling=[]\ncanary=[]\n");
    });

    it("knows the services and their strategies as the program does", () => {
      const strategies = Object.fromEntries(
        SERVICES.map((service) => [service, { ...base, ...layers[service] }.strategy]),
      );
      const images = (letter: string) => stackFile(Object.fromEntries(SERVICES.map((name) => [name, digest(letter)])));
      const { stdout } = promotion(images("b"), images("a"));
      const told = [...stdout.matchAll(/^(\w+)=(.*)$/gm)].flatMap(([, strategy, list = ""]) =>
        (JSON.parse(list) as { service: string }[]).map(({ service }) => [service, strategy]),
      );
      assert.deepEqual(Object.fromEntries(told), strategies);
    });

    it("follows the strategy that the stack has set", () => {
      const { stdout } = promotion(
        stackFile({ booking: digest("b") }),
        stackFile({ booking: digest("a") }, "  appointment:services:\n    booking:\n      strategy: rolling\n"),
      );
      assert.match(stdout, /^rolling=\[\{"service":"booking"/);
    });

    it("refuses what is no digest", () => {
      const { status, stderr } = promotion(stackFile({ booking: "latest" }), old);
      assert.equal(status, 1);
      assert.match(stderr, /^error: from\.yaml: the digest of booking is latest; allowed is sha256:/);
    });

    it("reads the stack files of this repository", () => {
      const files = ["Pulumi.staging.yaml", "Pulumi.prod.yaml"].map((file) => readFileSync(join(ROOT, file), "utf8"));
      assert.equal(promotion(files[0] ?? "", files[1] ?? "").status, 0);
    });
  });
});
