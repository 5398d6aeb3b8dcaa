/** `npm run render -- STACK [--out DIR] [--flows] [--access]`. */
import { Command } from "commander";
import { dirname } from "node:path";
import { ConfigurationError } from "../config/problem";
import { ACCESS, FLOWS_PICTURE, FLOWS_TEXT, renderStack } from "./render";
import { StackFileError } from "./source";
import { OutputError, writeRendering } from "./write";

const command = new Command("npm run render --")
  .description(
    "A stack's objects as YAML, its inventory and its flows, evaluated without a cluster; secrets are not shown.",
  )
  .argument("<stack>", "the stack whose file is read")
  .option("--out <folder>", "write one file per object; default: all objects to standard output")
  .option("--flows", `who may talk to whom: ${FLOWS_TEXT} and ${FLOWS_PICTURE} in the folder; default: the text alone`)
  .option("--access", `what deployer and previewer may do: ${ACCESS} in the folder; default: the manifest alone`)
  .showHelpAfterError()
  .action(render);

interface Options {
  readonly out?: string;
  readonly flows?: boolean;
  readonly access?: boolean;
}

async function render(stack: string, { out, flows = false, access = false }: Options): Promise<void> {
  try {
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

/** Errors that say all a person needs; anything else is a defect and keeps its stack trace. */
function isExpected(error: unknown): error is Error {
  return error instanceof ConfigurationError || error instanceof StackFileError || error instanceof OutputError;
}

void command.parseAsync();
