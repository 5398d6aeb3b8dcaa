/** LanguageRuntime.GetRequiredPackages: which providers the packages in node_modules ask for. */
import { readFile, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { PackageDependency, PackageParameterization } from "@pulumi/pulumi/proto/plugin_pb";

interface Parameterization {
  name?: string;
  version?: string;
  value?: string;
}

/** What package.json says in "pulumi" (Pulumi docs, "Node.js packages: plugin metadata"). */
interface PulumiMetadata {
  resource?: boolean;
  name?: string;
  version?: string;
  server?: string;
  parameterization?: Parameterization;
  extensionParameterization?: Parameterization;
}

interface PackageJson {
  name?: string;
  version?: string;
  pulumi?: PulumiMetadata;
}

/**
 * The providers asked for by the packages under `directory`, in the order of their folders. Links are followed once;
 * policy packs are left out, since their packages are not the program's; a package.json that can't be read is skipped,
 * because the engine asks again when the program registers a resource of a provider it doesn't know.
 */
export async function requiredPackages(directory: string): Promise<PackageDependency[]> {
  const manifests: string[] = [];
  await walkProgram(directory, new Set(), manifests);
  const packages = await Promise.all(manifests.map(readManifest));
  return packages.map((manifest) => manifest && dependencyOf(manifest)).filter((found) => found !== undefined);
}

/** Collects the manifests of every node_modules folder in a program's tree. */
async function walkProgram(directory: string, visited: Set<string>, manifests: string[]): Promise<void> {
  if (!(await enter(directory, visited))) return;
  for (const folder of await foldersOf(directory)) {
    const path = join(directory, folder);
    if (folder === "node_modules") await walkModules(path, visited, manifests);
    else if (folder !== ".git" && !(await isPolicyPack(path))) await walkProgram(path, visited, manifests);
  }
}

/** Collects the manifests of the packages in a node_modules folder and in those nested inside its packages. */
async function walkModules(directory: string, visited: Set<string>, manifests: string[]): Promise<void> {
  if (!(await enter(directory, visited))) return;
  for (const folder of await foldersOf(directory)) {
    const path = join(directory, folder);
    if (folder.startsWith("@")) await walkModules(path, visited, manifests);
    else if (!folder.startsWith(".") && !(await isPolicyPack(path))) {
      manifests.push(join(path, "package.json"));
      await walkModules(join(path, "node_modules"), visited, manifests);
    }
  }
}

async function enter(directory: string, visited: Set<string>): Promise<boolean> {
  const path = await realpath(directory).catch(() => undefined);
  if (path === undefined || visited.has(path)) return false;
  visited.add(path);
  return true;
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const folders = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return entry.name;
      if (!entry.isSymbolicLink()) return undefined;
      const target = await stat(join(directory, entry.name)).catch(() => undefined);
      return target?.isDirectory() === true ? entry.name : undefined;
    }),
  );
  return folders.filter((name) => name !== undefined).sort();
}

async function isPolicyPack(directory: string): Promise<boolean> {
  const found = await Promise.all(
    ["PulumiPolicy.yaml", "PulumiPolicy.yml"].map((name) => stat(join(directory, name)).catch(() => undefined)),
  );
  return found.some((file) => file !== undefined);
}

async function readManifest(path: string): Promise<PackageJson | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The provider a manifest asks for; undefined when it asks for none or does not say which. */
export function dependencyOf(manifest: PackageJson): PackageDependency | undefined {
  const pulumi = manifest.pulumi;
  if (pulumi?.resource !== true) return undefined;
  const name = pulumi.name ?? pulumiPackageName(manifest.name);
  const version = pulumi.version ?? manifest.version;
  if (name === undefined || version === undefined) return undefined;
  return new PackageDependency()
    .setName(name)
    .setKind("resource")
    .setVersion(version.startsWith("v") ? version : `v${version}`)
    .setServer(pulumi.server ?? "")
    .setParameterization(parameterization(pulumi.parameterization))
    .setExtension$(parameterization(pulumi.extensionParameterization));
}

/** "@pulumi/random" is the provider "random"; packages of others must say their provider's name. */
function pulumiPackageName(name: string | undefined): string | undefined {
  return name?.startsWith("@pulumi/") === true ? name.slice("@pulumi/".length) : undefined;
}

function parameterization(value: Parameterization | undefined): PackageParameterization | undefined {
  return (
    value &&
    new PackageParameterization()
      .setName(value.name ?? "")
      .setVersion(value.version ?? "")
      .setValue(value.value ?? "")
  );
}
