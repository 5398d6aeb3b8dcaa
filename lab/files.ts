/** Files that are either whole or not there. */
import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";

/** Writes a file by way of a temporary one beside it, so that no reader and no interrupt sees half of it. */
export function writeAtomically(path: string, content: string, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { mode });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Makes `path` a symbolic link to `target`; an older link there is replaced. */
export function link(target: string, path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink() && readlinkSync(path) === target) return;
  if (existing) rmSync(path, { recursive: true });
  symlinkSync(target, path);
}
