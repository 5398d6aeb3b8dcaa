import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

import { OperationError } from "./errors";

/**
 * Makes sure, before anything is changed, that a change of `file` alone can be committed.
 * @throws OperationError `refused`
 */
export async function requireCommittable(file: string): Promise<void> {
  const name = basename(file);
  const folder = dirname(file);
  const checks: readonly (readonly [why: string, ...git: string[]])[] = [
    [`${folder} is in no git work tree`, "rev-parse", "--is-inside-work-tree"],
    [`git does not know ${name}`, "ls-files", "--error-unmatch", "--", name],
    [`${name} has changes that are not committed`, "diff", "--quiet", "HEAD", "--", name],
    ["git does not know who you are", "var", "GIT_AUTHOR_IDENT"],
  ];
  for (const [why, ...args] of checks) {
    if ((await git(folder, args)).code !== 0) {
      throw refusal(why);
    }
  }
  if ((await git(folder, ["rev-parse", "--quiet", "--verify", "MERGE_HEAD"])).code === 0) {
    throw refusal("a merge is under way");
  }
}

/** Commits `file` alone; what else is staged stays staged. @throws OperationError `failed` */
export async function commit(file: string, message: string): Promise<void> {
  const { code, output } = await git(dirname(file), [
    "commit",
    "--quiet",
    "--only",
    "--message",
    message,
    "--",
    basename(file),
  ]);
  if (code === 0) return;
  throw new OperationError("failed", `The change is deployed, but git refused the commit:\n${output.trim()}`, [
    `git commit --only ${basename(file)}`,
  ]);
}

/** A file as it is at a revision. @throws OperationError `usage` for a revision without it */
export async function fileAt(file: string, revision: string): Promise<string> {
  const { code, output } = await git(dirname(file), ["show", "--end-of-options", `${revision}:./${basename(file)}`]);
  if (code === 0) return output;
  throw new OperationError("usage", `git has no ${basename(file)} at "${revision}": ${output.trim()}`);
}

function refusal(why: string): OperationError {
  return new OperationError("refused", `The change could not be committed: ${why}. Nothing was changed.`, [
    "Mend that, or leave --commit away and commit the change that is printed at the end.",
  ]);
}

async function git(cwd: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout } = await promisify(execFile)("git", [...args], { cwd });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
    return { code: typeof code === "number" ? code : 1, output: stderr ?? message };
  }
}
