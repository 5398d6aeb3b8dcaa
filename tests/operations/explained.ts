import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import { aboutOf } from "../../operations/command";
import { main } from "../../operations/main";
import { everyCommand, program } from "../../operations/program";
import { captured } from "./captured";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** An example of a command, and what `--explain` says of it. */
export interface Explained {
  readonly example: string;
  readonly lines: readonly string[];
  readonly code: unknown;
}

/** The examples of every command that explains itself, as words for {@link main}. */
export function examples(): readonly string[] {
  const explains = ({ options }: CommandUnknownOpts): boolean => options.some(({ long }) => long === "--explain");
  return everyCommand(program())
    .filter(explains)
    .flatMap((command) => aboutOf(command)?.examples ?? [])
    .map((example) => example.replaceAll("sha256:…", DIGEST));
}

/** Runs an example with `--explain` in a folder without a project, where nothing else could be done. */
export async function explained(example: string): Promise<Explained> {
  const { exitCode } = process;
  try {
    const written = await captured(() => main([...example.split(" "), "--explain", "--cwd", "/nowhere"]));
    return { example, lines: written.trim().split("\n"), code: process.exitCode };
  } finally {
    process.exitCode = exitCode;
  }
}
