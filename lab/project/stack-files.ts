/** The lab's copies of the clone's stack files: the clone's content, aimed at the lab's cluster, with its own secrets. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, parseDocument, type Document } from "yaml";
import { writeAtomically } from "../files";
import { LabError } from "../errors";

/** The cluster that every stack of the lab is deployed to. */
export interface Target {
  /** Context of the kubeconfig. */
  readonly context: string;
  /** UID of the namespace kube-system. */
  readonly kubeSystemUid: string;
}

/** Names of the stacks that a clone has a file for, sorted. */
export function stackNames(root: string): string[] {
  return readdirSync(root)
    .map((file) => /^Pulumi\.([A-Za-z0-9._-]+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** The file of a stack in `folder`. */
export function stackFile(folder: string, stack: string): string {
  return join(folder, `Pulumi.${stack}.yaml`);
}

/**
 * Writes the lab's copy of a stack file. Kept from an older copy: the encryption salt and encrypted values that the
 * clone's file does not have, because they belong to the lab's own passphrase.
 *
 * @throws LabError if the clone's file is not YAML
 */
export function copyStackFile(root: string, folder: string, stack: string, target: Target): void {
  const copy = read(stackFile(root, stack));
  const file = stackFile(folder, stack);
  const old = existsSync(file) ? read(file) : undefined;
  // The clone's salt and secrets belong to a passphrase that the lab does not have.
  copy.delete("encryptionsalt");
  copy.delete("secretsprovider");
  dropSecrets(copy);
  if (old) keepSecrets(old, copy);
  copy.setIn(["config", "bulwark:context"], target.context);
  copy.setIn(["config", "bulwark:clusterUid"], target.kubeSystemUid);
  writeAtomically(file, copy.toString());
}

function read(file: string): Document {
  const document = parseDocument(readFileSync(file, "utf8"));
  const problem = document.errors[0];
  if (problem) {
    throw new LabError(`${file} is not valid YAML: ${problem.message.split("\n")[0] ?? ""}`, {
      remedy: "mend the file at the place named.",
    });
  }
  return document;
}

/** True for `{ secure: … }`, which is how Pulumi writes an encrypted value. */
function isEncrypted(node: unknown): boolean {
  return isMap(node) && node.items.length === 1 && node.has("secure");
}

/** Paths below `config` whose values are encrypted. */
function encryptedPaths(document: Document): string[][] {
  const found: string[][] = [];
  const visit = (node: unknown, path: string[]): void => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const child = [...path, String(key)];
      if (isEncrypted(value)) found.push(child);
      else visit(value, child);
    }
  };
  visit(document.get("config"), ["config"]);
  return found;
}

function dropSecrets(document: Document): void {
  for (const path of encryptedPaths(document)) document.deleteIn(path);
}

function keepSecrets(from: Document, to: Document): void {
  const salt = from.get("encryptionsalt");
  if (salt !== undefined) to.set("encryptionsalt", salt);
  for (const path of encryptedPaths(from)) if (!to.hasIn(path)) to.setIn(path, from.getIn(path));
}
