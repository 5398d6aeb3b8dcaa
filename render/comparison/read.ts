/** Reads a rendering that `--out` has written. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { RenderedFile } from "../objects";
import { INVENTORY } from "../write";

/** A folder that is no rendering. */
export class RenderingError extends Error {}

/**
 * The files of a rendering, sorted by path.
 *
 * @throws RenderingError when the folder is missing or holds something else
 */
export function readRendering(folder: string): readonly RenderedFile[] {
  if (!existsSync(join(folder, INVENTORY))) {
    throw new RenderingError(
      `${folder} is not a rendering: it holds no ${INVENTORY}. Write one with npm run render -- STACK --out ${folder}.`,
    );
  }
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => ({
      path: relative(folder, path).split(sep).join("/"),
      content: readFileSync(path, "utf8"),
    }));
}
