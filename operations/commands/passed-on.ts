import { spawn } from "node:child_process";
import { join } from "node:path";

import { Command } from "@commander-js/extra-typings";

const PROJECT = join(__dirname, "../..");

/** A command of another room under the name that people look for here: its arguments, output and exit codes are its own. */
function passedOn(name: string, summary: string, script: readonly string[]): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary}. The same as npm run ${name}; its options: bulwark ${name} --help`)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_options, command) => {
      const child = spawn(process.execPath, [...script, ...command.args], { stdio: "inherit" });
      process.exitCode = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => {
          resolve(code ?? 1);
        });
      });
    });
}

/** `bulwark render STACK`. */
export const render = passedOn("render", "a stack's objects, inventory and flows, without a cluster", [
  require.resolve("tsx/cli"),
  join(PROJECT, "render/cli.ts"),
]);

/** `bulwark audit PATH…`. */
export const audit = passedOn("audit", "the policies' verdict over plain manifests", [
  join(PROJECT, "policies/audit/command.cjs"),
]);
