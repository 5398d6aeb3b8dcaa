/** `npm run bench [-- --pairs N]`: the figures of the performance goals, on a lab of its own. */
import { Command, InvalidArgumentError } from "commander";
import { dirname } from "node:path";
import { down } from "../../lab/cluster";
import { createReporter } from "../../lab/reporter";
import { openLab } from "../../lab/session";
import { benchmark } from "./benchmark";

/** Fewer pairs give no 90 % interval worth the name. */
const LEAST_PAIRS = 9;

const command = new Command("npm run bench --")
  .option("--pairs <n>", `interleaved pairs per figure, at least ${LEAST_PAIRS}`, atLeast, LEAST_PAIRS)
  .action(async ({ pairs }: { pairs: number }) => {
    const reporter = createReporter();
    const controller = new AbortController();
    const tools = { reporter, signal: controller.signal };
    const name = `bench-${process.pid}`;
    const interrupt = (): void => {
      void down(name, tools).finally(() => process.exit(130));
    };
    process.once("SIGINT", interrupt);
    try {
      const root = dirname(dirname(__dirname));
      await benchmark(await openLab({ name, root, ...tools }), pairs, (line) => process.stdout.write(`${line}\n`));
    } finally {
      process.removeListener("SIGINT", interrupt);
      await down(name, tools);
      reporter.stop();
    }
  });

function atLeast(text: string): number {
  const pairs = Number(text);
  if (Number.isInteger(pairs) && pairs >= LEAST_PAIRS) return pairs;
  throw new InvalidArgumentError(`give a whole number of at least ${LEAST_PAIRS}.`);
}

void command.parseAsync();
