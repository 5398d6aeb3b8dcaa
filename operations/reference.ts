import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import { aboutOf } from "./command";
import { EXIT_CODES } from "./exit-codes";
import { everyCommand } from "./program";

/** Options that every command takes, described once. */
const COMMON = new Set(["--json", "--yes", "--explain", "--timeout", "--cwd"]);

const BEGIN = "<!-- commands: npx tsx operations/write-reference.ts -->";
const END = "<!-- end of commands -->";

/**
 * The page with the reference of all commands between its two markers.
 * @throws Error for a page without them
 */
export function withReference(page: string, root: CommandUnknownOpts): string {
  const start = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`no place for the commands: ${BEGIN} … ${END}`);
  return `${page.slice(0, start + BEGIN.length)}\n\n${referenceOf(root)}\n${page.slice(end)}`;
}

function referenceOf(root: CommandUnknownOpts): string {
  const commands = everyCommand(root).filter((command) => command.commands.length === 0);
  return [
    "| Command | Does | Workflow |",
    "| --- | --- | --- |",
    ...commands.map((command) => {
      const { workflows = [] } = aboutOf(command) ?? {};
      return `| ${link(command)} | ${command.summary()} | ${workflows.join(", ")} |`;
    }),
    "",
    "### Exit codes",
    "",
    "| Code | Means |",
    "| --- | --- |",
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    "",
    ...commands.flatMap(section),
  ].join("\n");
}

function section(command: CommandUnknownOpts): readonly string[] {
  const about = aboutOf(command);
  const options = command.options.filter(({ long }) => !COMMON.has(long ?? ""));
  return [
    `### ${fullName(command)}`,
    "",
    command.description(),
    "",
    "```",
    usage(command),
    "```",
    "",
    ...(options.length === 0
      ? []
      : [
          "| Option | Means |",
          "| --- | --- |",
          ...options.map(({ flags, description }) => `| \`${cell(flags)}\` | ${cell(description)} |`),
          "",
        ]),
    ...(about === undefined
      ? []
      : ["For example:", "", "```sh", ...about.examples.map((line) => `bulwark ${line}`), "```", ""]),
  ];
}

function usage(command: CommandUnknownOpts): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name().toUpperCase()}${argument.variadic ? "…" : ""}`;
    return argument.required ? name : `[${name}]`;
  });
  return ["bulwark", fullName(command), ...words, "[options]"].join(" ");
}

function fullName(command: CommandUnknownOpts): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${fullName(parent)} ${command.name()}`;
}

function link(command: CommandUnknownOpts): string {
  const name = fullName(command);
  return `[\`${name}\`](#${name.replaceAll(" ", "-")})`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
