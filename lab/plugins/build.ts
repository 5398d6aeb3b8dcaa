/** Bundles the lab's Pulumi plugins and lays them out where the Pulumi engine looks for them. */
import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, copyFile, link, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { LabError } from "../errors";
import { cacheDir } from "../paths";
import type { Toolchain } from "../toolchain";
import { shellQuote } from "../shell";

/** The plugins of the lab; each is a folder beside this file with a main.ts. */
export const PLUGINS = ["language", "random", "kubernetes"] as const;
export type PluginName = (typeof PLUGINS)[number];

/** Where a Pulumi with the lab's plugins lies. */
export interface PluginInstallation {
  /** The pulumi executable that finds the language host beside it. */
  pulumi: string;
  /** The PULUMI_HOME that holds the providers. */
  home: string;
}

const ROOT = join(__dirname, "..", "..");
const requireFromRoot = createRequire(join(ROOT, "package.json"));

/**
 * Lays out `target/bin` (pulumi and its language host) and `target/home` (the providers, under the versions of the npm
 * packages, which is how the engine asks for them). Bundles what isn't in the cache; safe to call again and by several
 * processes at once.
 *
 * @throws LabError when a plugin doesn't build
 */
export async function installPlugins(target: string, toolchain: Pick<Toolchain, "bin">): Promise<PluginInstallation> {
  const bundles = await bundlePlugins(PLUGINS);
  return layOut(target, toolchain.bin("pulumi"), bundles);
}

/** The layout of {@link installPlugins} for any of the plugins; `pulumi` is the engine's executable. */
export async function layOut(
  target: string,
  pulumi: string,
  bundles: Readonly<Partial<Record<PluginName, string>>>,
): Promise<PluginInstallation> {
  const bin = join(target, "bin");
  const home = join(target, "home");
  await Promise.all([mkdir(bin, { recursive: true }), mkdir(join(home, "plugins"), { recursive: true })]);
  const { language, ...providers } = bundles;
  if (language !== undefined) await writeLauncher(join(bin, "pulumi-language-nodejs"), language);
  for (const [name, bundle] of Object.entries(providers)) {
    const folder = join(home, "plugins", `resource-${name}-v${packageVersion(name)}`);
    await mkdir(folder, { recursive: true });
    await writeLauncher(join(folder, `pulumi-resource-${name}`), bundle);
  }
  await placeExecutable(pulumi, join(bin, "pulumi"));
  return { pulumi: join(bin, "pulumi"), home };
}

/** The bundles of the plugins by name, built if the cache does not have them for these sources. */
export async function bundlePlugins<Name extends PluginName>(names: readonly Name[]): Promise<Record<Name, string>> {
  const entries = await Promise.all(names.map(async (name) => [name, await bundlePlugin(name)] as const));
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** One CommonJS file for a plugin, named after the content of its sources, the lock file and Node's version. */
async function bundlePlugin(name: PluginName): Promise<string> {
  const folder = join(cacheDir(), "plugins");
  const bundle = join(folder, `${name}-${await contentKey(name)}.cjs`);
  if (await exists(bundle)) return bundle;
  const { build } = await import("esbuild");
  const partial = temporaryName(bundle);
  await mkdir(folder, { recursive: true });
  try {
    await build({
      entryPoints: [join(__dirname, name, "main.ts")],
      outfile: partial,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: `node${process.versions.node}`,
      minify: true,
      legalComments: "none",
      logLevel: "silent",
    });
    await rename(partial, bundle);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new LabError(`The lab's Pulumi plugin "${name}" cannot be bundled: ${firstLine(cause)}`, {
      remedy: "Run `npm ci`, so that the installed packages are those of package-lock.json, and try again.",
      cause,
    });
  }
  return bundle;
}

async function contentKey(name: PluginName): Promise<string> {
  const files = [join(ROOT, "package-lock.json"), __filename, ...(await bundleSources(name))];
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(`\0${file.slice(ROOT.length)}\0`).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

/** The clone's files that may go into a plugin's bundle; each of them counts in the bundle's name. */
export async function bundleSources(name: PluginName): Promise<string[]> {
  return (await Promise.all([sourcesOf(join(__dirname, "shared")), sourcesOf(join(__dirname, name))])).flat();
}

async function sourcesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function packageVersion(provider: string): string {
  const manifest = requireFromRoot(`@pulumi/${provider}/package.json`) as { version: string };
  return manifest.version;
}

/** A script that becomes Node with the bundle: the Node that runs now is the one that programs will run on. */
async function writeLauncher(file: string, bundle: string): Promise<void> {
  const text = `#!/bin/sh\nexec ${shellQuote(process.execPath)} ${shellQuote(bundle)} "$@"\n`;
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
  const partial = temporaryName(file);
  await writeFile(partial, text);
  await chmod(partial, 0o755);
  await rename(partial, file);
}

/** A hard link where the file system allows it, else a copy; a link made by symbolic name would lead the engine away. */
async function placeExecutable(source: string, file: string): Promise<void> {
  const [from, to] = await Promise.all([stat(source), stat(file).catch(() => undefined)]);
  if (to !== undefined && to.size === from.size && to.mtimeMs >= from.mtimeMs) return;
  const partial = temporaryName(file);
  await mkdir(dirname(file), { recursive: true });
  try {
    await link(source, partial);
  } catch {
    await copyFile(source, partial, constants.COPYFILE_FICLONE);
  }
  await rename(partial, file);
}

function temporaryName(file: string): string {
  return `${file}.${process.pid}.${randomBytes(4).toString("hex")}.partial`;
}

function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split("\n").slice(0, 2).join(" ");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
