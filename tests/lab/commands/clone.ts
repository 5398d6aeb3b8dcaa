/** A copy of the clone with its uncommitted files, as a person who has just cloned it has it; the dependencies are shared. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, realpath, rm, stat, symlink, appendFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../stacks/lab";

const run = promisify(execFile);

/** A clone of one's own. */
export interface Clone {
  readonly root: string;
  /** `git status --porcelain`. */
  readonly changes: () => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Copies the clone under test. */
export async function copyClone(): Promise<Clone> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "bulwark-clone-")));
  const git = async (...args: string[]): Promise<string> =>
    (await run("git", ["-C", root, "-c", "user.name=test", "-c", "user.email=test@localhost", ...args])).stdout;
  const { stdout } = await run("git", ["-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"], {
    maxBuffer: 1 << 26,
  });
  for (const file of stdout.split("\0").filter((name) => name !== "")) {
    // A file that is deleted but not yet committed is still listed.
    if (await stat(join(ROOT, file)).catch(() => undefined))
      await cp(join(ROOT, file), join(root, file), { recursive: true });
  }
  await git("init", "--quiet");
  // The pattern of .gitignore means a folder, and here it is a link.
  await appendFile(join(root, ".git/info/exclude"), "/node_modules\n");
  await symlink(join(ROOT, "node_modules"), join(root, "node_modules"));
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "copy");
  return {
    root,
    changes: () => git("status", "--porcelain"),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** The folder that a person is in who is not in the clone. */
export const ELSEWHERE = dirname(tmpdir());
