import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "prettier";

import { aboutOf } from "../../operations/command";
import { EXIT_CODES } from "../../operations/exit-codes";
import { everyCommand, program } from "../../operations/program";
import { withReference } from "../../operations/reference";

const page = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");

describe("the reference of the commands", () => {
  it("docs/operations.md is what the commands say", async () => {
    const expected = await format(withReference(page, program()), { parser: "markdown", printWidth: 120 });
    assert.equal(page, expected, "stale: npx tsx operations/write-reference.ts");
  });

  it("a page without a place for the commands is refused", () => {
    assert.throws(() => withReference("# Nothing", program()), /no place for the commands/u);
  });

  it("every exit code has a number of its own", () => {
    const codes = Object.values(EXIT_CODES).map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
  });

  const operations = everyCommand(program()).filter((command) => aboutOf(command) !== undefined);

  for (const command of operations) {
    const name = command.name();

    it(`${name}: every example is one of its own and parses`, () => {
      const { examples = [] } = aboutOf(command) ?? {};
      assert.ok(examples.length > 0);
      for (const example of examples) {
        const words = example.split(" ");
        const at = words.indexOf(name);
        assert.ok(at >= 0, example);
        const known = command.options.flatMap(({ long, short }) => [long, short]);
        for (const option of words.filter((word) => /^--?[a-z]/u.test(word))) {
          assert.ok(known.includes(option.split("=")[0]), `${example}: ${option}`);
        }
      }
    });

    it(`${name}: belongs to a workflow of the specification`, () => {
      for (const workflow of aboutOf(command)?.workflows ?? []) assert.match(workflow, /^W-(0[1-9]|[12]\d|30)$/u);
    });
  }
});
