import { createHash } from "node:crypto";
import { join } from "node:path";
import { CRD_FOLDER, type Catalogue, type GoBuild } from "./catalogue";
import { compareGoVersions, pinnedVersion, readPinnedModule, type PinnedModule } from "./gomod";

/** Raised when the layout of the cache changes, so that folders of an older layout are not taken for complete ones. */
const LAYOUT = 1;

/** A build with what its go.mod and go.sum pin. */
export interface PlannedBuild {
  readonly build: GoBuild;
  readonly pinned: PinnedModule;
  /** The version of the programs, such as "v3.6.5". */
  readonly version: string;
  /** The arguments of `go build` before the packages and the output. */
  readonly flags: readonly string[];
}

/** A catalogue with everything its go.mod files say. */
export interface Plan {
  readonly catalogue: Catalogue;
  readonly builds: readonly PlannedBuild[];
  readonly crds: PinnedModule;
  /** The lowest Go version that can build everything. */
  readonly goVersion: string;
  /** The name of the set's folder: it changes with any version, flag or file choice, and with the platform. */
  readonly setKey: string;
}

/** Reads all go.mod and go.sum files of a catalogue; takes a few milliseconds and starts nothing. */
export function makePlan(catalogue: Catalogue): Plan {
  const builds = catalogue.builds.map((build): PlannedBuild => {
    const pinned = readPinnedModule(join(catalogue.folder, build.name));
    const version = pinnedVersion(pinned, build.module);
    const variables = Object.entries(build.linkVariables?.(version) ?? {});
    const link = ["-s", "-w", ...variables.map(([name, value]) => `-X ${name}=${value}`)].join(" ");
    return { build, pinned, version, flags: ["-trimpath", "-ldflags", link] };
  });
  const crds = readPinnedModule(join(catalogue.folder, CRD_FOLDER));
  const goVersion = [crds, ...builds.map(({ pinned }) => pinned)]
    .map((pinned) => pinned.goVersion)
    .reduce((highest, version) => (compareGoVersions(version, highest) > 0 ? version : highest));
  const setKey = digest([builds.map(inputsOf), crdKey(catalogue, crds)]);
  return { catalogue, builds, crds, goVersion, setKey };
}

/** The key of one build: what goes into it, the Go that makes it, and the platform. */
export function buildKey(planned: PlannedBuild, go: { version: string; cgo: string }): string {
  return digest([inputsOf(planned), go.version, go.cgo]);
}

/** The key of the CRD files: their pinned modules and which of their files are taken. */
export function crdKey(catalogue: Catalogue, pinned: PinnedModule): string {
  return digest([pinned.goMod, pinned.goSum, catalogue.crds]);
}

function inputsOf({ build, pinned, flags }: PlannedBuild): unknown {
  const pinnedOnly = [build.name, pinned.goMod, pinned.goSum, build.binaries, flags];
  return Object.keys(pinned.sources).length === 0 ? pinnedOnly : [...pinnedOnly, pinned.sources];
}

function digest(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([LAYOUT, process.platform, process.arch, value]))
    .digest("hex")
    .slice(0, 16);
}
