/** `--explain`: the commands that it prints are ones that Pulumi's CLI and kubectl have, with these options. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { silentReporter } from "../../lab/reporter";
import { ensureToolchain, type Toolchain } from "../../lab/toolchain";
import { examples, explained, type Explained } from "./explained";

/** What may stand at the beginning of a line. The last three are no part of the lab. */
const PROGRAMS = ["pulumi", "kubectl", "bulwark", "git", "curl", "velero", "cmctl"];
/** Options of these are in the help of each command: kubectl's own list is apart. */
const KUBECTL_GLOBAL = "options";

interface Call {
  readonly line: string;
  readonly options: readonly string[];
}

describe("bulwark --explain", function () {
  this.timeout(120_000);
  let all: readonly Explained[];
  let tools: Toolchain;

  before(async () => {
    tools = await ensureToolchain({ reporter: silentReporter });
    const each: Explained[] = [];
    for (const example of examples()) each.push(await explained(example));
    all = each;
  });

  const help = async (program: "pulumi" | "kubectl", words: readonly string[]): Promise<string> =>
    (await promisify(execFile)(tools.bin(program), words)).stdout;

  it("prints for every example what does the same by hand, and does nothing", () => {
    for (const { example, lines, code } of all) {
      assert.equal(code ?? 0, 0, `${example}: ${lines.join("\n")}`);
      for (const line of lines) assert.ok(PROGRAMS.includes(line.split(" ")[0] ?? ""), `${example}: ${line}`);
    }
  });

  for (const program of ["pulumi", "kubectl"] as const) {
    it(`prints lines that ${program} understands`, async () => {
      const general = program === "kubectl" ? await help("kubectl", [KUBECTL_GLOBAL]) : "";
      const calls = new Map<string, Call[]>();
      for (const line of all.flatMap(({ lines }) => lines)) {
        if (!line.startsWith(`${program} `)) continue;
        const [command, options] = parsed(line);
        calls.set(command, [...(calls.get(command) ?? []), { line, options }]);
      }
      assert.ok(calls.size > 2);
      for (const [command, lines] of calls) {
        const text = `${await help(program, [...command.split(" "), "--help"])}\n${general}`;
        for (const { line, options } of lines) {
          for (const option of options) assert.match(text, new RegExp(`${option}\\b`), line);
        }
      }
    });
  }
});

/** The subcommand of a line, and the options that it is given. */
function parsed(line: string): readonly [command: string, options: readonly string[]] {
  const words = line
    .replaceAll(/'[^']*'/g, "QUOTED")
    .split(" ")
    .slice(1);
  const groups = ["auth", "config", "rollout", "stack", "state"];
  const [first = "", second = ""] = words;
  const isGroup = groups.includes(first) && /^[a-z]/.test(second);
  return [isGroup ? `${first} ${second}` : first, words.filter((word) => /^--?[a-z]/.test(word))];
}
