/** Which systems a stack of the lab runs. */
import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import type { LabProject } from "../../../lab/project/lab";
import { stackFile } from "../../../lab/project/stack-files";

/** Lets a stack run these systems only, until the lab is opened anew; nothing is deployed or deleted by it. */
export async function restrictStack(project: LabProject, stack: string, systems: readonly string[]): Promise<void> {
  const file = stackFile(project.folder, stack);
  const document = parseDocument(await readFile(file, "utf8"));
  document.setIn(["config", "bulwark:systems"], document.createNode(systems));
  await writeFile(file, document.toString());
}
