/** `npm run render -- STACK [--out DIR] [--flows] [--access]`, `npm run render -- STACK --against DIR [--limit N]`. */
import { Command, InvalidArgumentError, Option } from "commander";
import { dirname } from "node:path";
import { ConfigurationError } from "../config/configuration-error";
import { compareRenderings } from "./comparison/changes";
import { COMMENT_LIMIT, comparisonMarkdown } from "./comparison/markdown";
import { readRendering, RenderingError } from "./comparison/read";
import { ACCESS, FLOWS_PICTURE, renderStack } from "./render";
import { StackFileError } from "./source";
import { FLOWS_TEXT, OutputError, writeRendering } from "./write";

/** The least that the title and the notice of what was left out need. */
const SMALLEST_LIMIT = 1000;

const command = new Command("npm run render --")
  .description(
    "A stack's objects as YAML, its inventory and its flows, evaluated without a cluster; secrets are not shown.",
  )
  .argument("<stack>", "the stack whose file is read")
  .option("--out <folder>", "write one file per object; default: all objects to standard output")
  .option("--flows", `who may talk to whom: ${FLOWS_TEXT} and ${FLOWS_PICTURE} in the folder; default: the text alone`)
  .option("--access", `what deployer and previewer may do: ${ACCESS} in the folder; default: the manifest alone`)
  .addOption(
    new Option(
      "--against <folder>",
      `what changed since the rendering in this folder, as Markdown for a comment; with ${FLOWS_TEXT} if the folder has it`,
    ).conflicts(["out", "flows", "access"]),
  )
  .option("--limit <characters>", "the most that --against prints", characters, COMMENT_LIMIT)
  .showHelpAfterError()
  .action(render);

interface Options {
  readonly out?: string;
  readonly flows?: boolean;
  readonly access?: boolean;
  readonly against?: string;
  readonly limit: number;
}

async function render(stack: string, options: Options): Promise<void> {
  const { out, flows = false, access = false, against, limit } = options;
  try {
    if (against !== undefined) {
      process.stdout.write(await compare(stack, against, limit));
      return;
    }
    const files = await renderStack(dirname(__dirname), stack, { flows, access });
    if (out !== undefined) {
      writeRendering(out, files);
      process.stderr.write(`${files.length} files in ${out}\n`);
      return;
    }
    if (flows || access) {
      const asked = [...(flows ? [FLOWS_TEXT] : []), ...(access ? [ACCESS] : [])];
      for (const { path, content } of files) if (asked.includes(path)) process.stdout.write(content);
      return;
    }
    const objects = files.filter(({ path }) => path.endsWith(".yaml"));
    process.stdout.write(objects.map(({ path, content }) => `---\n# ${path}\n${content}`).join(""));
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
}

async function compare(stack: string, folder: string, limit: number): Promise<string> {
  const before = readRendering(folder);
  const flows = before.some(({ path }) => path === FLOWS_TEXT);
  return comparisonMarkdown(
    stack,
    compareRenderings(before, await renderStack(dirname(__dirname), stack, { flows })),
    limit,
  );
}

function characters(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= SMALLEST_LIMIT && number <= COMMENT_LIMIT) return number;
  throw new InvalidArgumentError(`a whole number from ${SMALLEST_LIMIT} to ${COMMENT_LIMIT} is wanted`);
}

/** Errors that say all a person needs; anything else is a defect and keeps its stack trace. */
function isExpected(error: unknown): error is Error {
  return [ConfigurationError, StackFileError, OutputError, RenderingError].some((kind) => error instanceof kind);
}

void command.parseAsync();
