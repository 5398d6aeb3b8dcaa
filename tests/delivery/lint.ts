/** `npm run lint:delivery`: actionlint over the workflows, BuildKit's checks over the Dockerfile. */
import { join, relative } from "node:path";

import { BUILD_ARGUMENTS, readDockerfile, SERVICE_DOCKERFILE } from "./dockerfile";
import { lintWorkflows } from "./workflow-lint";

const ROOT = join(__dirname, "../..");

async function lint(): Promise<void> {
  const { findings } = await readDockerfile(SERVICE_DOCKERFILE, BUILD_ARGUMENTS);
  const file = relative(ROOT, SERVICE_DOCKERFILE);
  const lines = findings.map(({ rule, detail, url, line }) => `${file}:${line}: ${detail} [${rule}] ${url}\n`);
  const output = lines.join("") + (await lintWorkflows(ROOT, []));
  process.stdout.write(output);
  if (output !== "") process.exitCode = 1;
}

void lint();
