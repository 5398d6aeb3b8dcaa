import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A git repository of its own with one committed stack file, `Pulumi.dev.yaml`, which says "one". */
export interface Repository {
  readonly folder: string;
  readonly file: string;
  /** Runs git in it. @returns its standard output */
  readonly git: (...args: string[]) => string;
}

/** Makes a repository; who makes it removes its folder. */
export function repository(): Repository {
  const folder = mkdtempSync(join(tmpdir(), "bulwark-git-"));
  const file = join(folder, "Pulumi.dev.yaml");
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: folder, encoding: "utf8" });
  writeFileSync(file, "one\n");
  git("init", "--quiet");
  git("config", "user.name", "Test");
  git("config", "user.email", "test@example.com");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  return { folder, file, git };
}
