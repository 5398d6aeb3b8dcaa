import { mkdir, writeFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../errors";
import { formatElapsed, type Reporter } from "../reporter";
import { buildModule } from "./build";
import type { Catalogue, DiskNeed } from "./catalogue";
import { collectCrds } from "./crds";
import { hasCode } from "../../machine/errors";
import { fillFolder, linkOrCopy, sweep } from "./files";
import { findGo, type Go } from "./go";
import { buildKey, crdKey, makePlan, type Plan } from "./keys";
import { withLock } from "./lock";
import { readManifest, writeManifest } from "./manifest";
import { checkSpace, type FreeSpace, freeSpace } from "./space";

export interface EnsureOptions {
  readonly catalogue: Catalogue;
  /** The lab's cache folder, absolute. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
  /** Default: as the operating system tells it. */
  readonly freeSpace?: FreeSpace | undefined;
}

/** A complete set on disk. */
export interface ToolSet {
  readonly dir: string;
  readonly plan: Plan;
  /** All its files, relative to `dir`. */
  readonly files: readonly string[];
}

/** One missing part of a set and how to make it. */
interface Part {
  readonly title: string;
  readonly folder: string;
  readonly disk: DiskNeed;
  readonly downloaded: boolean;
  readonly make: () => Promise<void>;
}

/**
 * Returns the set of tools that the catalogue describes, building what is missing. A complete set costs a few milliseconds and
 * starts no process.
 * @throws LabError with a remedy for everything that a person can mend
 */
export async function ensureSet(options: EnsureOptions): Promise<ToolSet> {
  const plan = makePlan(options.catalogue);
  const dir = join(options.cache, "toolchain", plan.setKey);
  return readSet(dir, plan) ?? (await makeSet(dir, plan, options));
}

function readSet(dir: string, plan: Plan): ToolSet | undefined {
  const manifest = readManifest(dir);
  return manifest && { dir, plan, files: Object.keys(manifest) };
}

async function makeSet(dir: string, plan: Plan, options: EnsureOptions): Promise<ToolSet> {
  const since = performance.now();
  const builds = join(options.cache, "builds");
  for (const folder of [builds, join(options.cache, "toolchain")]) await makeWritable(folder);
  const go = await findGo({
    env: options.env,
    needed: plan.goVersion,
    folder: options.cache,
    signal: options.signal,
    onFetch: () => {
      options.reporter.step(`Tool chain: fetching Go ${plan.goVersion}, because the installed one is older`);
    },
  });
  const parts = partsOf(plan, go, builds, options);
  const missing = parts.filter((part) => readManifest(part.folder) === undefined);
  await checkSpace(spaceNeeds(missing, go, options.cache), options.freeSpace ?? freeSpace);

  for (const [index, part] of missing.entries()) {
    const left = missing.length - index - 1;
    await lockedUnlessReady(part.folder, part.title, options, async () => {
      options.reporter.step(`Building the tool chain, once: part ${index + 1} of ${missing.length}, ${part.title}`);
      await part.make();
      options.reporter.done(`Tool chain: ${part.title}, ${left} left`);
    });
  }

  await lockedUnlessReady(dir, "the complete set", options, () => assemble(dir, parts));
  const set = readSet(dir, plan);
  if (set === undefined) throw changedMeanwhile(dir);
  if (missing.length > 0) {
    options.reporter.done(`Tool chain: complete after ${formatElapsed(performance.now() - since)}`);
  }
  return set;
}

/** Does the work under the folder's lock, unless another process has done it in the meantime. */
async function lockedUnlessReady(
  folder: string,
  title: string,
  { reporter, signal }: EnsureOptions,
  work: () => Promise<void>,
): Promise<void> {
  const onWait = (holder: { pid: number; host: string }): void => {
    reporter.step(`Tool chain: waiting for process ${holder.pid} on ${holder.host}, which builds ${title}`);
  };
  await withLock(`${folder}.lock`, { onWait, signal }, async () => {
    if (readManifest(folder) === undefined) await work();
  });
}

function partsOf(plan: Plan, go: Go, builds: string, options: EnsureOptions): Part[] {
  const parts = plan.builds.map((planned): Part => {
    const folder = join(builds, `${planned.build.name}-${buildKey(planned, go)}`);
    return {
      title: `${planned.build.name} ${planned.version}`,
      folder,
      disk: planned.build.disk,
      downloaded: isDownloaded(go, planned.build.module, planned.version),
      make: () => buildModule(planned, go, folder, options),
    };
  });
  if (plan.catalogue.crds.length === 0) return parts;
  const crds = join(builds, `crds-${crdKey(plan.catalogue, plan.crds)}`);
  parts.push({
    title: "the CRDs of the operators",
    folder: crds,
    disk: plan.catalogue.crdDisk,
    downloaded: plan.catalogue.crds.every(({ module }) =>
      isDownloaded(go, module, plan.crds.requires.get(module) ?? ""),
    ),
    make: () => collectCrds(plan, go, crds, options),
  });
  return parts;
}

/** Whether Go has a module's zip, in the layout of Go's module cache (upper-case letters are written as "!" and lower case). */
function isDownloaded(go: Go, module: string, version: string): boolean {
  const escaped = module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  return existsSync(join(go.moduleCache, "cache", "download", escaped, "@v", `${version}.zip`));
}

function spaceNeeds(missing: readonly Part[], go: Go, cache: string): { folder: string; megabytes: number }[] {
  const sum = (pick: (part: Part) => number): number => missing.reduce((total, part) => total + pick(part), 0);
  return [
    { folder: cache, megabytes: sum((part) => part.disk.output) },
    { folder: go.buildCache, megabytes: sum((part) => part.disk.compile) },
    { folder: go.moduleCache, megabytes: sum((part) => (part.downloaded ? 0 : part.disk.modules)) },
  ];
}

/** Puts the parts together in one folder; the files are the same on disk, so a set of mostly unchanged versions costs little. */
async function assemble(dir: string, parts: readonly Part[]): Promise<void> {
  await fillFolder(dir, async (temporary) => {
    for (const part of parts) {
      const manifest = readManifest(part.folder);
      if (manifest === undefined) throw changedMeanwhile(part.folder);
      for (const file of Object.keys(manifest)) {
        const place = file.startsWith("bin/") ? file : join("crds", file);
        await linkOrCopy(join(part.folder, file), join(temporary, place));
      }
    }
    writeManifest(temporary);
  });
}

function changedMeanwhile(folder: string): LabError {
  return new LabError(`The tool chain in ${folder} was changed while it was made.`, {
    remedy: "Run the command again; if it comes back, something on this machine clears that folder.",
  });
}

/** Makes a folder and proves that files can be written in it, before anything long starts. */
async function makeWritable(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, "");
    await rm(probe, { force: true });
    await sweep(folder);
  } catch (error) {
    if (!hasCode(error, "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOSPC", "EDQUOT")) throw error;
    throw new LabError(`The cache folder ${folder} cannot be written: ${(error as Error).message}.`, {
      remedy: "Make it writable for you, or set BULWARK_CACHE to a folder that is (about 12 GB are needed at first).",
      cause: error,
    });
  }
}
