/** Writes a rendered stack to a folder, or says why not before anything is changed. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { RenderedFile } from "./objects";

/** The file that marks a folder as one of ours. */
export const INVENTORY = "inventory.txt";
/** Who may talk to whom, as text. */
export const FLOWS_TEXT = "flows.txt";

/** A folder that cannot be written to. */
export class OutputError extends Error {}

/**
 * Makes `folder` hold exactly these files: written beside it and moved into its place, so that an interrupt leaves the
 * old rendering or the new one.
 *
 * @throws OutputError when the folder is a file, or holds something that is not a rendering
 */
export function writeRendering(folder: string, files: readonly RenderedFile[]): void {
  const target = resolve(folder);
  if (existsSync(target) && !statSync(target).isDirectory()) {
    throw new OutputError(`${folder} is a file. Name a new or empty folder, or an older rendering.`);
  }
  if (existsSync(target) && readdirSync(target).length > 0 && !existsSync(join(target, INVENTORY))) {
    throw new OutputError(
      `${folder} holds files that are not a rendering; they would be lost. Name a new or empty folder, or an older rendering.`,
    );
  }
  const fresh = `${target}.${process.pid}.new`;
  const old = `${target}.${process.pid}.old`;
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(fresh, path)), { recursive: true });
      writeFileSync(join(fresh, path), content);
    }
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}
