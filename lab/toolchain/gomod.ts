import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A Go module of ours as it lies in the clone. */
export interface PinnedModule {
  /** The absolute folder of its go.mod and go.sum. */
  readonly folder: string;
  readonly goMod: string;
  readonly goSum: string;
  /** The text of each Go file in the folder, by name; most modules have none and only pin a program of another module. */
  readonly sources: Readonly<Record<string, string>>;
  /** The Go version that its `go` directive asks for, such as "1.25.0". */
  readonly goVersion: string;
  /** Required module to version ("v1.2.3"). */
  readonly requires: ReadonlyMap<string, string>;
}

/**
 * Reads the go.mod and go.sum of a folder (Go Modules Reference, "go.mod files": only the `go` and `require` directives matter here).
 * @throws Error when the folder holds no go.mod or it has no `go` directive
 */
export function readPinnedModule(folder: string): PinnedModule {
  const goMod = readFileSync(join(folder, "go.mod"), "utf8");
  const goSum = readFileSync(join(folder, "go.sum"), "utf8");
  const files = readdirSync(folder).filter((name) => name.endsWith(".go"));
  const sources = Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const requires = new Map<string, string>();
  let goVersion: string | undefined;
  let block: string | undefined;
  for (const line of goMod.split("\n")) {
    const words = line
      .replace(/\/\/.*$/, "")
      .trim()
      .split(/\s+/);
    if (words[0] === ")") {
      block = undefined;
      continue;
    }
    if (words[1] === "(") {
      block = words[0];
      continue;
    }
    const [directive, first, second] = block === undefined ? words : [block, ...words];
    if (directive === "go") goVersion = first;
    if (directive === "require" && first && second) requires.set(first, second);
  }
  if (goVersion === undefined) throw new Error(`${join(folder, "go.mod")} has no "go" directive`);
  return { folder, goMod, goSum, sources, goVersion, requires };
}

/**
 * The version that a module of ours pins for a required module.
 * @throws Error when go.mod does not require it
 */
export function pinnedVersion(pinned: PinnedModule, module: string): string {
  const version = pinned.requires.get(module);
  if (version === undefined) throw new Error(`${join(pinned.folder, "go.mod")} does not require ${module}`);
  return version;
}

/** Orders two Go versions ("1.26.4", "go1.26.8", "go1.27rc1"): negative when `left` is older. Pre-releases count as their release. */
export function compareGoVersions(left: string, right: string): number {
  const parts = (version: string): number[] => {
    const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
    // A development build names no release: it is newer than all of them.
    return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : [Infinity, 0, 0];
  };
  const other = parts(right);
  for (const [index, part] of parts(left).entries()) {
    const against = other[index] ?? 0;
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}
