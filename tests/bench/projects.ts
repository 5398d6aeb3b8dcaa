/** Small Pulumi projects to compare the stacks with. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The smallest program there is. */
export const EMPTY = "export {};\n";

/** One object through the same two plugins' worth of machinery: what any Kubernetes program costs. */
export const ONE_CONFIG_MAP = `import * as k8s from "@pulumi/kubernetes";

const provider = new k8s.Provider("cluster", {});
new k8s.core.v1.ConfigMap("one", { metadata: { name: "one", namespace: "default" }, data: { key: "value" } }, { provider });
`;

/** The smallest policy pack there is: plain JavaScript, and no policy in it. */
const EMPTY_PACK = `const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("empty", { policies: [] });
`;

/** Writes a policy pack without policies into `folder`, with the packages of the clone at `root`. */
export function writeEmptyPack(folder: string, root: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nversion: 0.0.1\n");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", version: "0.0.1", main: "index.js" }));
  writeFileSync(join(folder, "index.js"), EMPTY_PACK);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

/** As many services of ours; the project needs the clone's components and tests beside its program. */
export function servicesProgram(count: number): string {
  return `import { services } from "./tests/bench/services";\n\nservices(${count});\n`;
}

/** Writes a project named `name` into `folder`, with the runtime settings and packages of the clone at `root`. */
export function writeProject(folder: string, name: string, program: string, root: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: true\n    tsconfig: tsconfig.runtime.json\n`,
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.ts" }));
  writeFileSync(join(folder, "index.ts"), program);
  for (const shared of ["tsconfig.json", "tsconfig.runtime.json", "transpile.cjs", "node_modules"]) {
    symlinkSync(join(root, shared), join(folder, shared));
  }
}
