import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { LabError } from "../errors";
import type { Reporter } from "../reporter";
import type { CrdModule } from "./catalogue";
import { explainFailure } from "./failures";
import { fillFolder } from "./files";
import { type Go, runGo } from "./go";
import { pinnedVersion } from "./gomod";
import type { Plan } from "./keys";
import { writeManifest } from "./manifest";

/**
 * Copies the operators' published CRD files out of their Go modules into a folder that is complete or not there:
 * `<target>/<operator>/<file>.yaml`.
 * @throws LabError when a download fails or is not what go.sum says, or a module holds no CRD where one is expected
 */
export async function collectCrds(
  plan: Plan,
  go: Go,
  target: string,
  options: { reporter: Reporter; signal?: AbortSignal | undefined },
): Promise<void> {
  await fillFolder(target, async (temporary) => {
    for (const crds of plan.catalogue.crds) {
      const version = pinnedVersion(plan.crds, crds.module);
      options.reporter.progress(`${crds.operator} ${version}`);
      const folder = await download(plan, go, crds, version, options.signal);
      await mkdir(join(temporary, crds.operator));
      await copyDefinitions(folder, crds, version, join(temporary, crds.operator));
    }
    writeManifest(temporary);
  });
}

async function download(plan: Plan, go: Go, crds: CrdModule, version: string, signal?: AbortSignal): Promise<string> {
  // With a version named, Go does not load the module graph, so no other operator's module can raise it. But it would then add a
  // missing checksum to go.sum instead of refusing: refuse here.
  if (!plan.crds.goSum.includes(`${crds.module} ${version} h1:`)) {
    throw new LabError(`${join(plan.crds.folder, "go.sum")} has no checksum for ${crds.module} ${version}.`, {
      remedy: `In that folder run "go mod download ${crds.module}@${version}", review and commit go.sum.`,
    });
  }
  const run = await runGo(["mod", "download", "-json", `${crds.module}@${version}`], {
    env: go.environment,
    cwd: plan.crds.folder,
    needed: plan.goVersion,
    signal,
  });
  const answer: { Dir?: string; Error?: string } = run.stdout
    ? (JSON.parse(run.stdout) as { Dir?: string; Error?: string })
    : {};
  if (run.code !== 0 || answer.Dir === undefined) {
    const lines = answer.Error === undefined ? run.lines : [`go: ${answer.Error}`, ...run.lines];
    throw explainFailure(`the CRDs of ${crds.operator}`, { ...run, lines }, go.moduleCache);
  }
  return answer.Dir;
}

async function copyDefinitions(folder: string, crds: CrdModule, version: string, target: string): Promise<void> {
  let copied = 0;
  for (const path of crds.paths) {
    const source = join(folder, path);
    const files = (await stat(source)).isDirectory()
      ? (await readdir(source)).map((name) => join(source, name))
      : [source];
    for (const file of files.filter((name) => /\.ya?ml$/.test(name))) {
      const text = await readFile(file, "utf8");
      // Such folders also hold kustomizations and samples.
      if (!/^kind: CustomResourceDefinition$/m.test(text)) continue;
      await writeFile(join(target, basename(file)), text);
      copied += 1;
    }
  }
  if (copied === 0) {
    throw new LabError(`${crds.module} ${version} holds no CustomResourceDefinition in ${crds.paths.join(", ")}.`, {
      remedy: "Look where this version keeps them, and name that folder in lab/toolchain/catalogue.ts.",
    });
  }
}
