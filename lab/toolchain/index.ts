import { join } from "node:path";
import { cacheDir } from "../paths";
import type { Reporter } from "../reporter";
import { bulwarkCatalogue, helmCatalogue, linterCatalogue, type BinaryName } from "./catalogue";
import { ensureSet, type ToolSet } from "./ensure";
import { pinnedVersion } from "./gomod";

export type { BinaryName } from "./catalogue";

/** The CRDs of one operator, as its project publishes them. */
export interface CrdSource {
  readonly operator: string;
  /** The Go module they come from, and its version ("v2.21.0"). */
  readonly module: string;
  readonly version: string;
  /** Absolute paths of the YAML files, sorted; a file may hold several documents. */
  readonly files: readonly string[];
}

/** A complete set of the lab's programs and CRDs. */
export interface Toolchain {
  /** The set's folder; its name changes with every version. */
  readonly dir: string;
  /** The absolute path of a program. */
  readonly bin: (name: BinaryName) => string;
  readonly crds: readonly CrdSource[];
}

/**
 * The lab's tool chain from the cache folder, built first where it is missing (some 15 minutes on two cores, once).
 * @param options.signal ends a build at once, with all its processes; the promise is then rejected with the signal's reason
 * @throws LabError when Go is missing or too old, the disk is full or not writable, a download is refused or a build fails
 */
export async function ensureToolchain(options: { reporter: Reporter; signal?: AbortSignal }): Promise<Toolchain> {
  const catalogue = bulwarkCatalogue();
  const set = await ensureSet({ ...options, catalogue, cache: cacheDir(), env: process.env });
  return { dir: set.dir, bin: (name) => join(set.dir, "bin", name), crds: crdSources(set) };
}

/**
 * The path of Helm, built first where it is missing (some minutes, once); it belongs to no other set.
 * @throws LabError as {@link ensureToolchain}
 */
export async function ensureHelm(options: { reporter: Reporter; signal?: AbortSignal }): Promise<string> {
  const { dir } = await ensureSet({ ...options, catalogue: helmCatalogue(), cache: cacheDir(), env: process.env });
  return join(dir, "bin", "helm");
}

/** The paths of the linters of the delivery files. */
export interface Linters {
  /** Checks workflows of GitHub Actions. */
  readonly actionlint: string;
  /** Reads a Dockerfile as BuildKit does, with the checks of `docker build --check`; prints JSON (modules/dockerfile). */
  readonly dockerfile: string;
}

/**
 * The linters of the delivery files, built first where they are missing (a minute, once).
 * @throws LabError as {@link ensureToolchain}
 */
export async function ensureLinters(options: { reporter: Reporter; signal?: AbortSignal }): Promise<Linters> {
  const { dir } = await ensureSet({ ...options, catalogue: linterCatalogue(), cache: cacheDir(), env: process.env });
  return { actionlint: join(dir, "bin", "actionlint"), dockerfile: join(dir, "bin", "dockerfile") };
}

/**
 * The CRDs alone, for those who only read them: a download of some seconds where the tool chain is not built yet.
 * @throws LabError as {@link ensureToolchain}
 */
export async function collectedCrds(options: { reporter: Reporter; signal?: AbortSignal }): Promise<CrdSource[]> {
  const catalogue = { ...bulwarkCatalogue(), builds: [] };
  return crdSources(await ensureSet({ ...options, catalogue, cache: cacheDir(), env: process.env }));
}

function crdSources({ dir, plan, files }: ToolSet): CrdSource[] {
  return plan.catalogue.crds.map(({ operator, module }) => ({
    operator,
    module,
    version: pinnedVersion(plan.crds, module),
    files: files
      .filter((file) => file.startsWith(`crds/${operator}/`))
      .map((file) => join(dir, file))
      .sort(),
  }));
}
