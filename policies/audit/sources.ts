/** Finds the files to judge, and reads them. */
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";

import type { Fault } from "./report";
import { reason, UsageError, type Problem } from "./usage";

/** The text of a file as it was given. */
export interface Source {
  /** The name under which reports speak of it: the path as given or found, or `-`. */
  readonly name: string;
  readonly content: string;
}

export interface Sources {
  readonly sources: readonly Source[];
  readonly faults: readonly Fault[];
}

/** The name that stands for standard input. */
export const STDIN = "-";

const MANIFESTS: ReadonlySet<string> = new Set([".yaml", ".yml", ".json"]);

/**
 * Reads files as they are named, folders with all YAML and JSON in them and below (but for hidden folders and
 * node_modules), and standard input for `-`. A file that is reached twice is read once.
 *
 * @param stdin Reads standard input.
 * @throws UsageError if a path does not exist
 */
export function readSources(paths: readonly string[], folder: string, stdin: () => string): Sources {
  const faults: Fault[] = [];
  const files = filesOf(paths, folder, faults);
  const sources = files.flatMap((name): Source[] => {
    try {
      const content = name === STDIN ? stdin() : decode(readFileSync(resolve(folder, name)));
      return [{ name, content }];
    } catch (error) {
      faults.push({ file: name, message: `it cannot be read: ${reason(error)}` });
      return [];
    }
  });
  return { sources, faults };
}

function filesOf(paths: readonly string[], folder: string, faults: Fault[]): readonly string[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const found = paths.flatMap((path) => {
    if (path === STDIN) {
      return [STDIN];
    }
    const stats = statSync(resolve(folder, path), { throwIfNoEntry: false });
    if (stats === undefined) {
      problems.push({
        where: "PATH",
        given: path,
        allowed: "a file, a folder, or - for standard input",
        remedy: `name something that exists; paths are read from ${folder}`,
      });
      return [];
    }
    const files = stats.isDirectory() ? below(path, folder, seen, faults) : [path];
    if (files.length === 0) {
      faults.push({ file: path, message: "there is no .yaml, .yml or .json file in this folder or below" });
    }
    return files;
  });
  if (problems.length > 0) {
    throw new UsageError(problems);
  }
  const taken = new Set<string>();
  return found.filter((name) => {
    const key = name === STDIN ? STDIN : realpath(resolve(folder, name));
    return !taken.has(key) && taken.add(key);
  });
}

/** The manifests in a folder, in the order of their names; a folder that links lead back to is read once. */
function below(path: string, folder: string, seen: Set<string>, faults: Fault[]): readonly string[] {
  const real = realpath(resolve(folder, path));
  if (seen.has(real)) {
    return [];
  }
  seen.add(real);
  let names: readonly string[];
  try {
    names = readdirSync(real).sort();
  } catch (error) {
    faults.push({ file: path, message: `it cannot be read: ${reason(error)}` });
    return [];
  }
  return names.flatMap((name) => {
    const inner = join(path, name);
    const isFolder = statSync(resolve(folder, inner), { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isFolder) {
      return name.startsWith(".") || name === "node_modules" ? [] : below(inner, folder, seen, faults);
    }
    return MANIFESTS.has(extname(name).toLowerCase()) ? [inner] : [];
  });
}

/** A link that leads nowhere keeps its name: reading it says what is wrong. */
function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** @throws TypeError if the bytes are no UTF-8 */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
