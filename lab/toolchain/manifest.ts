import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that tells what a complete folder of the cache holds. */
const MANIFEST = "manifest.json";

/** File (relative, with "/") to size in bytes. */
export type Manifest = Readonly<Record<string, number>>;

/** Lists the files below the named subfolders in the folder's manifest. */
export function writeManifest(folder: string): void {
  const files: Record<string, number> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // The owner file of a folder in the making starts with a dot and does not stay.
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1).replaceAll("\\", "/")] = statSync(path).size;
  }
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(files, undefined, 2)}\n`);
}

/** The files of a folder; undefined when it isn't there, or a file is missing or cut short. Takes well under a millisecond per file. */
export function readManifest(folder: string): Manifest | undefined {
  let files: Manifest;
  try {
    files = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
  const whole = Object.entries(files).every(
    ([file, size]) => statSync(join(folder, file), { throwIfNoEntry: false })?.size === size,
  );
  return whole ? files : undefined;
}
