import { bulwarkCatalogue, helmCatalogue, linterCatalogue } from "./catalogue";
import { makePlan, type Plan } from "./keys";
import { pinnedVersion } from "./gomod";

/** Everything the tool chain consists of, in Markdown, from the go.mod files; VERSIONS.md is this text. */
export function versionsText(): string {
  const plan = makePlan(bulwarkCatalogue());
  const linters = makePlan(linterCatalogue());
  const helm = makePlan(helmCatalogue());
  const crds = plan.catalogue.crds.map(
    ({ operator, module, paths }) =>
      `- ${operator}: \`${module}\` ${pinnedVersion(plan.crds, module)}, ${paths.map((path) => `\`${path}\``).join(", ")}`,
  );
  return [
    "# Versions of the lab's tool chain",
    "",
    "Generated from the go.mod files beside it by `npx tsx lab/toolchain/write-versions.ts`.",
    "",
    `## Programs, built with Go ${plan.goVersion} or newer`,
    "",
    ...programsOf(plan),
    "",
    `## Built at the first \`npm test\`, with Go ${linters.goVersion} or newer`,
    "",
    ...programsOf(linters),
    "",
    `## Built at the first \`npm run bench\`, with Go ${helm.goVersion} or newer`,
    "",
    ...programsOf(helm),
    "",
    "## CustomResourceDefinitions, copied from the modules of their projects",
    "",
    ...crds,
    "",
  ].join("\n");
}

function programsOf({ builds }: Plan): string[] {
  return builds.map(
    ({ build, version }) => `- ${Object.keys(build.binaries).join(", ")}: \`${build.module}\` ${version}`,
  );
}
