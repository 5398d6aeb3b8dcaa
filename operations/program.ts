import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";

import { canary } from "./commands/canary";
import { completionCommand } from "./commands/completion";
import { dayToDay } from "./commands/day-to-day";
import { deploy } from "./commands/deploy";
import { doctor } from "./commands/doctor";
import { importEnv } from "./commands/import-env";
import { audit, render } from "./commands/passed-on";
import { preview } from "./commands/preview";
import { previews } from "./commands/previews";
import { restore } from "./commands/restore";
import { rotateCert } from "./commands/rotate-cert";
import { rotateSecret } from "./commands/rotate-secret";
import { EXIT_CODES } from "./exit-codes";

/** In the order in which `help` lists them. */
const COMMANDS: readonly CommandUnknownOpts[] = [
  preview,
  deploy,
  ...dayToDay,
  canary,
  rotateSecret,
  rotateCert,
  importEnv,
  restore,
  previews,
  doctor,
  render,
  audit,
  completionCommand,
];

/** Every command, and those under it. */
export function program(): Command {
  const root = new Command("bulwark")
    .description("Operates the systems of a stack. State, policies and history stay Pulumi's.")
    .usage("COMMAND STACK [SYSTEM] [options]")
    .addHelpText("after", () => `\nExit codes:\n${exitCodes()}`);
  for (const command of COMMANDS) root.addCommand(command);
  for (const command of everyCommand(root)) {
    command.exitOverride().showHelpAfterError(`(${callOf(command)} --help says how)`);
  }
  // W-11: who knows no command is shown all of them.
  root.showHelpAfterError();
  return root;
}

/** The command itself and all under it. */
export function everyCommand(root: CommandUnknownOpts): readonly CommandUnknownOpts[] {
  return [root, ...root.commands.flatMap(everyCommand)];
}

/** How a command is called: `bulwark canary start`. */
function callOf(command: CommandUnknownOpts): string {
  const { parent } = command;
  return parent === null ? command.name() : `${callOf(parent)} ${command.name()}`;
}

function exitCodes(): string {
  return Object.values(EXIT_CODES)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join("\n");
}
