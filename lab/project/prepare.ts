/** Makes the project folder of a lab: what `pulumi` runs there is the clone's program, on the lab's own stack files. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, lstatSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { basename, join } from "node:path";
import { link, writeAtomically } from "../files";
import { shellQuote } from "../shell";
import type { LabProject } from "./lab";
import { copyStackFile, stackFile, stackNames, type Target } from "./stack-files";

/** Entries of a clone that the project folder does not need. */
const NOT_LINKED = new Set([".git", ".ci", "out"]);

/** What the commands of the lab shell run. */
export interface Commands {
  readonly pulumi: string;
  readonly kubectl: string;
}

/**
 * Links the clone into the project folder, copies its stack files and writes the lab's `pulumi` and `kubectl`.
 * Safe to repeat; an edit of the clone's stack files takes effect with it.
 */
export function prepareProject(project: LabProject, target: Target, commands: Commands): void {
  for (const folder of [project.folder, project.bin, project.state]) mkdirSync(folder, { recursive: true });
  if (!existsSync(project.passphraseFile)) {
    writeAtomically(project.passphraseFile, `${randomBytes(24).toString("base64url")}\n`, 0o600);
  }
  linkClone(project);
  for (const stack of stackNames(project.root)) copyStackFile(project.root, project.folder, stack, target);
  link(commands.kubectl, join(project.bin, "kubectl"));
  writePulumiCommand(project, commands.pulumi);
}

const isStackFile = (name: string): boolean => /^Pulumi\..+\.yaml$/.test(name);

function linkClone(project: LabProject): void {
  const entries = readdirSync(project.root).filter((name) => !NOT_LINKED.has(name) && !isStackFile(name));
  for (const name of entries) link(join(project.root, name), join(project.folder, name));
  const stacks = new Set(stackNames(project.root).map((stack) => basename(stackFile(project.folder, stack))));
  for (const name of readdirSync(project.folder)) {
    const path = join(project.folder, name);
    const gone = isStackFile(name) ? !stacks.has(name) && !isLabsOwn(name) : danglingLink(path);
    if (gone) rmSync(path, { recursive: true });
  }
}

/** Preview stacks are made by `pulumi stack init` in the lab and have no file in the clone. */
const isLabsOwn = (name: string): boolean => name.startsWith("Pulumi.preview-");

function danglingLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink() && !existsSync(readlinkSync(path));
}

/** The `pulumi` of the lab shell works on the project folder from anywhere and takes up edited stack files first. */
function writePulumiCommand(project: LabProject, pulumi: string): void {
  const command = join(project.bin, "pulumi");
  const refresh = `${shellQuote(process.execPath)} ${shellQuote(join(project.root, "lab/lab.mjs"))} refresh ${shellQuote(project.name)}`;
  writeAtomically(
    command,
    `#!/bin/sh
for file in ${shellQuote(project.root)}/Pulumi.*.yaml; do
  if [ "$file" -nt ${shellQuote(project.folder)}/"\${file##*/}" ]; then
    ${refresh} || exit 1
    break
  fi
done
exec ${shellQuote(pulumi)} --cwd ${shellQuote(project.folder)} "$@"
`,
    0o755,
  );
  chmodSync(command, 0o755);
}
