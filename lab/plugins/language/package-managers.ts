/** Which package manager a program uses, and how it is asked to install ("pulumi install", runtime option packagemanager). */
import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { PackageManagerChoice } from "./options";

export type PackageManager = Exclude<PackageManagerChoice, "auto">;

/** The lock files that tell which manager a program uses; npm is the one without. */
const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ["yarn.lock", "yarn"],
  ["pnpm-lock.yaml", "pnpm"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

const INSTALL: Readonly<Record<PackageManager, { always: string[]; production: string[] }>> = {
  // Only errors: npm otherwise complains of a missing description and licence in a program's package.json.
  npm: { always: ["install", "--loglevel=error"], production: ["--omit=dev"] },
  yarn: { always: ["install"], production: ["--production"] },
  pnpm: { always: ["install"], production: ["--prod"] },
  bun: { always: ["install"], production: ["--production"] },
};

/** The manager that was chosen, or the one whose lock file lies beside the program. */
export async function packageManagerOf(directory: string, choice: PackageManagerChoice): Promise<PackageManager> {
  if (choice !== "auto") return choice;
  for (const [file, manager] of LOCK_FILES) {
    if (await exists(join(directory, file))) return manager;
  }
  return "npm";
}

/** The arguments that install a program's packages. */
export function installArguments(manager: PackageManager, production: boolean): string[] {
  return [...INSTALL[manager].always, ...(production ? INSTALL[manager].production : [])];
}

/** The manager's version; undefined when it isn't installed. */
export async function packageManagerVersion(manager: PackageManager): Promise<string | undefined> {
  return promisify(execFile)(manager, ["--version"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** A package as a lock file has it. */
export interface LockedPackage {
  name: string;
  version: string;
}

interface PackageLock {
  packages?: Record<string, { version?: string; link?: boolean; name?: string }>;
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/**
 * The packages in the nearest package-lock.json at or above `directory`: all of them, or those that the package.json
 * beside it names. Throws when there is none.
 */
export async function lockedPackages(directory: string, transitive: boolean): Promise<LockedPackage[]> {
  const root = await searchUp(directory, "package-lock.json");
  if (root === undefined) throw new Error(`no package-lock.json found (searching upwards from ${directory})`);
  const lock = (await readJson(join(root, "package-lock.json"))) as PackageLock;
  const found = Object.entries(lock.packages ?? {}).flatMap(([path, { name, version }]) => {
    const at = path.lastIndexOf("node_modules/");
    if (at < 0 || version === undefined) return [];
    return [{ path, name: name ?? path.slice(at + "node_modules/".length), version }];
  });
  if (transitive) return found.map(({ name, version }) => ({ name, version }));
  const manifest = (await readJson(join(root, "package.json"))) as Manifest;
  const direct = new Set([...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.devDependencies ?? {})]);
  return found
    .filter(({ path, name }) => direct.has(name) && path === `node_modules/${name}`)
    .map(({ name, version }) => ({ name, version }));
}

/** The nearest folder at or above `directory` that holds `file`. */
export async function searchUp(directory: string, file: string): Promise<string | undefined> {
  if (await exists(join(directory, file))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : searchUp(parent, file);
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
