// The checks that are no tests of mocha's: each is a command.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { endedBySignal, run } from "./children.mjs";

const { scripts } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** Checks that a command makes as a whole: each counts as one test. The longest come first. */
const CHECKS = [
  ["lint", ["eslint", "."]],
  ["types", ["tsc", "-p", "tsconfig.json"]],
  ["import rules", scripts["lint:imports"].split(" ")],
  ["dead code", ["knip"]],
  ["Dockerfile and workflows", ["tsx", "tests/delivery/lint.ts"]],
  ["format", ["prettier", "--check", "--log-level", "warn", "."]],
];

/** Makes all checks, `lanes` of them at a time. */
export async function checks(root, lanes) {
  const counts = { passed: 0, failed: 0, failures: [] };
  const queue = [...CHECKS];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined && endedBySignal() === undefined; next = queue.shift()) {
      const [name, [command, ...args]] = next;
      const { code, output } = await run(root, join(root, "node_modules/.bin", command), args, "pipe");
      counts[code === 0 ? "passed" : "failed"]++;
      if (code !== 0) counts.failures.push({ title: name, error: output });
      console.log(`${code === 0 ? "✔" : "✘"} ${name}${code === 0 ? "" : `\n${output}`}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return counts;
}
