import assert from "node:assert/strict";

import type { CommandUnknownOpts } from "@commander-js/extra-typings";

import { program } from "../../operations/program";
import { everyFile, stepsOf } from "./workflow";

/** What workflows tell `bulwark`, as words. */
const lines = everyFile().flatMap(({ path, text }) =>
  stepsOf(text).flatMap(({ run = "" }) =>
    [...run.matchAll(/npm run bulwark -- (.*)/g)].map(([, line = ""]) => ({ path, words: line.split(" ") })),
  ),
);

function find(words: readonly string[]): { readonly command: CommandUnknownOpts; readonly rest: readonly string[] } {
  const rest = [...words];
  let command: CommandUnknownOpts = program();
  for (let next = child(command, rest[0]); next !== undefined; next = child(command, rest[0])) {
    command = next;
    rest.shift();
  }
  return { command, rest };
}

function child(command: CommandUnknownOpts, name: string | undefined): CommandUnknownOpts | undefined {
  return command.commands.find((candidate) => candidate.name() === name);
}

describe("what the workflows tell bulwark", () => {
  for (const { path, words } of lines) {
    it(`${path}: ${words.join(" ")}`, function () {
      // A group of commands that does not exist yet cannot be checked; the run says "pending".
      if (child(program(), words[0]) === undefined) this.skip();
      const { command, rest } = find(words);
      assert.equal(command.commands.length, 0, `${words.join(" ")} names no command`);
      const options = rest.filter((word) => word.startsWith("--"));
      const known = command.options.map(({ long }) => long);
      for (const option of options) assert.ok(known.includes(option), `${command.name()} has no ${option}`);
      for (const { mandatory, long } of command.options) {
        if (mandatory)
          assert.ok(long != null && options.includes(long), `${command.name()} needs ${long ?? "an option"}`);
      }
      const plain = rest.findIndex((word) => word.startsWith("--"));
      const given = plain === -1 ? rest.length : plain;
      const wanted = command.registeredArguments.filter(({ required }) => required).length;
      assert.ok(given >= wanted && given <= command.registeredArguments.length, `${given} arguments`);
    });
  }
});
