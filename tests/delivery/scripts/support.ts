/** Runs the scripts of the workflows, and git for them, in a folder of their own. */
import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { ROOT } from "../workflow";

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

/** A temporary folder; places are relative to it. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), "bulwark-delivery-"));

  /** The absolute path of a place. */
  path(place: string): string {
    return join(this.folder, place);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** Runs a script of .github/scripts in a place. */
  script(place: string, name: string, ...args: string[]): SpawnSyncReturns<string> {
    const command = name.endsWith(".mjs") ? process.execPath : "bash";
    return spawnSync(command, [join(SCRIPTS, name), ...args], {
      cwd: this.path(place),
      env: MACHINE,
      encoding: "utf8",
    });
  }

  /** Runs a script in the folder itself, with this as its standard input. */
  scriptWith(input: string, name: string, ...args: string[]): SpawnSyncReturns<string> {
    const options = { cwd: this.folder, env: MACHINE, encoding: "utf8", input } as const;
    return spawnSync("bash", [join(SCRIPTS, name), ...args], options);
  }

  /** Runs git in a place; it must succeed. */
  git(place: string, ...args: string[]): string {
    const env = { ...MACHINE, ...PERSON };
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: this.path(place), env, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  }

  /** Commits everything in a repository. @returns the commit */
  commit(place: string, message: string): string {
    this.git(place, "add", "--all");
    this.git(place, "commit", "--quiet", "--message", message);
    return this.git(place, "rev-parse", "HEAD");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
