// What a fresh clone runs before anything is installed: plain Node, no dependencies.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
};

/** Ends the process with one message and its remedy. */
export function fail(message, remedy) {
  process.stderr.write(`error: ${message}\n  remedy: ${remedy}\n`);
  process.exit(1);
}

/**
 * True when `version` (such as "20.19.0") satisfies `range`, a list of ^a.b.c and >=a.b.c joined by ||, which is all
 * that package.json uses; the semver package is not installed yet when this runs.
 */
export function satisfies(version, range) {
  const have = version.split(".").map(Number);
  const atLeast = (want) => {
    for (let i = 0; i < 3; i++) if (have[i] !== want[i]) return have[i] > want[i];
    return true;
  };
  return range.split("||").some((part) => {
    const [, operator, numbers] = /^\s*(\^|>=)\s*([\d.]+)\s*$/.exec(part) ?? [];
    if (!operator) return false;
    const want = numbers.split(".").map(Number);
    return atLeast(want) && (operator === ">=" || have[0] === want[0]);
  });
}

function requireNode() {
  const { engines } = readJson(join(root, "package.json"));
  if (!satisfies(process.versions.node, engines.node)) {
    fail(
      `Node ${process.versions.node} at ${process.execPath} cannot run Bulwark, which needs ${engines.node}.`,
      "install a supported Node (22 LTS is a good choice) and put it first on PATH.",
    );
  }
}

/** True when node_modules holds exactly what package-lock.json names. npm writes its own record last, so an interrupted install is noticed. */
function dependenciesAreCurrent() {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const present = readJson(join(root, "node_modules/.package-lock.json"))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/") || entry.link) return true;
    if (!present[path]) return entry.optional === true;
    return present[path].version === entry.version;
  });
}

/** Runs `work` while no other start in this clone does; a holder that died does not block. */
function exclusively(work) {
  const lock = join(tmpdir(), `bulwark-npm-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  const owner = join(lock, "pid");
  const deadline = Date.now() + 15 * 60_000;
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(owner, String(process.pid));
      break;
    } catch (error) {
      if (error.code !== "EEXIST")
        fail(`cannot create ${lock}: ${error.message}`, "make the temporary folder writable.");
    }
    let pid;
    try {
      pid = Number(readFileSync(owner, "utf8"));
    } catch {
      pid = 0;
    }
    if (pid > 0 && !alive(pid)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > deadline)
      fail(`another start in this folder (process ${pid}) is still installing.`, "wait for it or end it.");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  const release = () => {
    rmSync(owner, { force: true });
    try {
      rmdirSync(lock);
    } catch {
      // Somebody else removed it: nothing is left to release.
    }
  };
  process.once("exit", release);
  work();
  process.removeListener("exit", release);
  release();
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Installs what package-lock.json pins, if it is not there already. */
function installDependencies() {
  if (dependenciesAreCurrent()) return;
  exclusively(() => {
    if (dependenciesAreCurrent()) return;
    process.stderr.write("Installing the pinned npm packages (npm ci) ...\n");
    // npm's own progress would hide the output of a command whose stdout is read by eval.
    const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", 2, 2] });
    if (result.error)
      fail(`npm could not be started: ${result.error.message}`, "install npm 10 or newer and put it on PATH.");
    if (result.signal) process.exit(130);
    if (result.status !== 0) {
      fail(
        `npm ci ended with exit code ${result.status}; its message is above.`,
        "mend what it names and run the command again.",
      );
    }
  });
}

/** Checks Node, installs the dependencies and loads a TypeScript file of this clone, without a type check. */
export async function load(path) {
  prepare();
  const require = createRequire(import.meta.url);
  require("tsx/cjs");
  return require(join(root, path));
}

/** Checks Node and installs the dependencies. */
export function prepare() {
  requireNode();
  installDependencies();
}
