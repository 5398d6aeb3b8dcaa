import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

import { renderSource } from "../../render/render";
import { stackFileSource } from "../../render/source";
import { FLOWS_TEXT, INVENTORY } from "../../render/write";
import type { Keys } from "../systems/example-keys";
import { sourceOf } from "../systems/sufficient";

const root = join(__dirname, "../..");

/** The stacks that the repository keeps a rendering of. */
export const goldenStacks = ["dev", "staging", "prod"] as const;

/** The reviewed files of a stack: content by path. */
export function goldenFiles(stack: string): Map<string, string> {
  const folder = join(root, "tests/golden", stack);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const files = paths.filter((path) => statSync(path).isFile());
  return new Map(files.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

/**
 * The golden files of a stack that `changes` to its stack file would change, sorted; `+path` for a new one, `-path` for
 * one that goes. What a pull request with that change would show, inventory and flows aside: those follow from the objects.
 */
export async function changedFiles(stack: (typeof goldenStacks)[number], changes: Keys): Promise<string[]> {
  const source = stackFileSource(root, stack);
  const { values } = sourceOf(stack, changes);
  const rendered = await renderSource({ ...source, values: { ...source.values, ...values } });
  const after = new Map(rendered.map(({ path, content }) => [path, content]));
  const before = goldenFiles(stack);
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => !followsFromObjects(path));
  const marks = paths.map((path) => {
    if (!before.has(path)) return `+${path}`;
    if (!after.has(path)) return `-${path}`;
    return before.get(path) === after.get(path) ? undefined : path;
  });
  return marks.filter((mark) => mark !== undefined).sort();
}

function followsFromObjects(path: string): boolean {
  return path === INVENTORY || path === FLOWS_TEXT;
}
