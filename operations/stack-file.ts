import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import type { Context, Outcome } from "./context";
import { commit, requireCommittable } from "./git";

/**
 * Performs a command that may change the file of a stack; its result tells the change, and what commits it. With `isCommitted`
 * the file is committed, and what could not be is refused before anything is done.
 *
 * @throws OperationError of the command or of git
 */
export async function tellingChange(
  context: Context,
  stack: string,
  isCommitted: boolean,
  perform: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  const file = context.stackFile(stack);
  const name = basename(file);
  await context.locks.requireFree(file);
  if (isCommitted) await requireCommittable(file);
  const before = await read(file);
  const outcome = await perform(context);
  const diff = await patch(name, before, await read(file));
  const isChanged = diff !== "";
  if (isChanged && isCommitted) await commit(file, `${stack}: ${outcome.summary ?? "changed by bulwark"}`);
  const told = !isChanged
    ? []
    : isCommitted
      ? [`${name} is committed.`]
      : ["To commit:", "", diff.trimEnd(), "", `git commit --only ${name}`];
  return {
    ...outcome,
    text: [outcome.text, ...told].join("\n"),
    data: { ...outcome.data, diff, committed: isChanged && isCommitted },
  };
}

/** Unified diff, secrets encrypted as they stand in the file; empty when nothing changed. */
async function patch(name: string, before: string, after: string): Promise<string> {
  if (before === after) return "";
  const { createTwoFilesPatch } = await import("diff");
  return createTwoFilesPatch(name, name, before, after, "", "", { context: 2 });
}

/** A file that is not there is the command's to complain about. */
async function read(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
