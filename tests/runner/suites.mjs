// The suites in the order that tells soonest what is wrong, and their sum.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { checks } from "./checks.mjs";
import { endedBySignal, heedSignals, run } from "./children.mjs";

/** mocha leaves one core for itself, which has next to nothing to do. */
const JOBS = Math.max(2, availableParallelism());

const LAB = "tests/**/*.lab.test.ts";
const LONG = "tests/**/*.long.test.ts";

/** mocha's arguments per suite; a suite that names a lab file needs the control plane. */
const MOCHA = {
  unit: ["tests/**/*.test.ts", "--ignore", LAB, "--ignore", LONG, "--parallel", "--jobs", String(JOBS)],
  lab: ["--timeout", "180000"],
  long: [LONG, "--timeout", "3600000"],
};

const SUITES = { unit: ["unit"], long: ["long"], all: ["checks", "unit", "lab"] };

/** Runs the suites of `mode`; returns the exit code. What failed is told once more before the sum. */
export async function runSuites(root, mode, mochaArguments) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const add = ({ failures = [], ...counts }) => {
    for (const [key, count] of Object.entries(counts)) total[key] += count;
    total.failures.push(...failures);
  };
  const before = gitStatus(root);
  heedSignals();
  for (const suite of SUITES[mode]) {
    const started = performance.now();
    const args = [...(MOCHA[suite] ?? []), ...mochaArguments];
    const runSuite = { checks: () => checks(root, JOBS), lab: inLab }[suite] ?? mocha;
    add(await runSuite(root, args));
    console.log(`${suite}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
    const code = endedBySignal();
    if (code !== undefined) return code;
  }
  if (mode === "all") add(cleanTree(root, before));
  // Again at the end: a log of thousands of lines is often kept by its last ones alone.
  for (const { title, error } of total.failures) console.log(`✘ ${title}\n${error.replace(/^/gm, "    ")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** A control plane and what works on it; the rest of the machine needs as much as a lane. */
const BYTES_OF_LANE = 3 * 2 ** 30;

/** A lab file waits a quarter of its time: three lanes fill two cores, where there is room for them. */
const LANES = Math.min(3, Math.max(1, Math.floor(totalmem() / BYTES_OF_LANE) - 1));

/** Runs lab tests file by file, each lane on a control plane of its own; the tool chain is built first, visibly, as it may take a while. */
async function inLab(root, args) {
  const names = Array.from({ length: LANES }, (_, lane) => `test-${process.pid}-${lane}`);
  const lab = (command, name) => run(root, process.execPath, ["lab/lab.mjs", command, name], "inherit");
  try {
    for (const name of names) {
      const { code } = await lab("up", name);
      if (code !== 0) return failure(`lab up ${name}`, `ended with exit code ${code}`);
    }
    const lanes = ["--parallel", "--jobs", String(LANES)];
    return await mocha(root, [...labFiles(root), ...lanes, ...args], { BULWARK_TEST_LABS: names.join(",") });
  } finally {
    await Promise.all(names.map((name) => lab("down", name)));
  }
}

/** Whole stacks first: they take longest, and a long file at the end would leave the other lane idle. */
function labFiles(root) {
  const files = readdirSync(join(root, "tests"), { recursive: true })
    .filter((file) => file.endsWith(".lab.test.ts"))
    .map((file) => join("tests", file))
    .sort();
  const isLong = (file) =>
    file.startsWith(join("tests", "lab", "stacks")) || file.startsWith(join("tests", "operations"));
  return [...files.filter(isLong), ...files.filter((file) => !isLong(file))];
}

async function mocha(root, args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "bulwark-test-"));
  const file = join(folder, "counts.json");
  try {
    const reporter = ["--reporter", "tests/runner/reporter.cjs", "--reporter-option", `counts=${file}`];
    const { code } = await run(root, join(root, "node_modules/.bin/mocha"), [...args, ...reporter], "inherit", env);
    const counts = readCounts(file);
    // mocha that died before its end, or failed outside a test, counts as a failure.
    return code !== 0 && counts.failed === 0
      ? { ...counts, ...failure("mocha", `ended with exit code ${code}, outside a test`) }
      : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return failure("mocha", "ended before its tests did");
  }
}

function failure(title, error) {
  return { failed: 1, failures: [{ title, error }] };
}

/** What `git status` shows must not change by running the tests. */
function cleanTree(root, before) {
  const after = gitStatus(root);
  const clean = after === before;
  if (!clean) return failure("the tests changed the clone", after);
  console.log("✔ the clone's git status is as before");
  return { passed: 1 };
}

function gitStatus(root) {
  return spawnSync("git", ["status", "--porcelain", "--ignored=no"], { cwd: root, encoding: "utf8" }).stdout;
}
