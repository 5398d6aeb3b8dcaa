import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Reporter } from "../reporter";
import { explainFailure } from "./failures";
import { fillFolder } from "./files";
import { type Go, runGo } from "./go";
import type { PlannedBuild } from "./keys";
import { writeManifest } from "./manifest";

/**
 * Builds the programs of one module into a folder that is complete or not there. Go's own caches keep what an interrupted
 * build has compiled, so that the next one soon gets to the same place.
 * @param target the folder to make, with the programs in `bin/`
 * @throws LabError when a download or the compilation fails
 */
export async function buildModule(
  planned: PlannedBuild,
  go: Go,
  target: string,
  options: { reporter: Reporter; signal?: AbortSignal | undefined },
): Promise<void> {
  await fillFolder(target, async (temporary) => {
    const bin = join(temporary, "bin");
    const scratch = join(temporary, "scratch");
    await mkdir(bin);
    await mkdir(scratch);
    const binaries = Object.entries(planned.build.binaries);
    const [only] = binaries;
    // Go names a program by its package; one program may be called otherwise, several go into a folder under their names.
    const output = binaries.length === 1 && only ? join(bin, only[0]) : `${bin}/`;
    const packages = binaries.map(([, path]) => path);
    const run = await runGo(["build", "-v", ...planned.flags, "-o", output, ...packages], {
      // Go's temporary files lie in the temporary folder too, so that a killed build leaves none elsewhere.
      env: { ...go.environment, GOTMPDIR: scratch },
      cwd: planned.pinned.folder,
      needed: planned.pinned.goVersion,
      onLine: progressOf(options.reporter),
      signal: options.signal,
    });
    if (run.code !== 0) throw explainFailure(`${planned.build.name} ${planned.version}`, run, target);
    await rm(scratch, { recursive: true, force: true });
    writeManifest(temporary);
  });
}

/** Turns the lines of `go build -v` into a sign of life. */
function progressOf(reporter: Reporter): (line: string) => void {
  let downloads = 0;
  let packages = 0;
  return (line) => {
    const download = /^go: downloading (\S+) (\S+)/.exec(line);
    if (download) {
      downloads += 1;
      reporter.progress(`downloading ${download[1] ?? ""} ${download[2] ?? ""} (${downloads} so far)`);
    } else if (/^[\w.\-/~]+$/.test(line)) {
      packages += 1;
      reporter.progress(`${packages} packages compiled, ${line}`);
    }
  };
}
