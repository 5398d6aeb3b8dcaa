// What the runner starts, and how a signal ends it.
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Signals that end a run early. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Which signal has ended the run, and what runs meanwhile. */
const interrupted = { by: undefined, children: new Set() };

/**
 * Ends everything that runs at a signal, which may have come to this process alone, by the one that lets it tidy up; nothing but
 * tidying begins from then on.
 */
export function heedSignals() {
  for (const signal of ENDING) {
    process.on(signal, () => {
      interrupted.by ??= signal;
      for (const child of interrupted.children) child.kill("SIGINT");
    });
  }
}

/** The exit code by which shells know the signal that ended the run; undefined as long as none has. */
export function endedBySignal() {
  return interrupted.by === undefined ? undefined : 128 + constants.signals[interrupted.by];
}

/** Runs a command of this clone to its end; `output` is "inherit", or "pipe" to be given it. */
export function run(root, command, args, output, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: {
        ...process.env,
        ...env,
        TS_NODE_PROJECT: "tsconfig.runtime.json",
        FORCE_COLOR: output === "inherit" && process.stdout.isTTY ? "1" : "0",
      },
      stdio: ["ignore", output, output],
    });
    interrupted.children.add(child);
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    child.once("error", (error) => resolve({ code: 1, output: String(error) }));
    child.once("close", (code) => {
      interrupted.children.delete(child);
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() });
    });
  });
}
