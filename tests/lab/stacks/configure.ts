/** What the lab's copies of the stack files say. */
import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import type { LabProject } from "../../../lab/project/lab";
import { stackFile } from "../../../lab/project/stack-files";

/** Sets keys of a stack, each as a whole, and takes those away that are undefined; until the lab is opened anew. */
export async function configure(
  project: LabProject,
  stack: string,
  keys: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = stackFile(project.folder, stack);
  const document = parseDocument(await readFile(file, "utf8"));
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) document.deleteIn(["config", key]);
    else document.setIn(["config", key], document.createNode(value));
  }
  await writeFile(file, document.toString());
}

/** The plain value of a key of a stack. */
export async function configured<T>(project: LabProject, stack: string, key: string): Promise<T> {
  const document = parseDocument(await readFile(stackFile(project.folder, stack), "utf8"));
  return (document.toJS() as { config: Record<string, T> }).config[key]!;
}

/** Lets a stack run these systems only, until the lab is opened anew; nothing is deployed or deleted by it. */
export function restrictStack(project: LabProject, stack: string, systems: readonly string[]): Promise<void> {
  return configure(project, stack, { "bulwark:systems": systems });
}
