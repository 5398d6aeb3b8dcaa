/** `npm run bench [-- OPTIONS]`: the figures of the performance goals, on a lab of its own. */
import { Command, Option } from "commander";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { down } from "../../lab/cluster";
import { labDir } from "../../lab/paths";
import { createReporter } from "../../lab/reporter";
import { openLab } from "../../lab/session";
import { benchmark, type BenchmarkOptions } from "./benchmark";
import { LEAST_PAIRS, pairsFrom, PARTS, SIZES, sizesFrom, type Part } from "./options";

interface Options {
  readonly pairs: number;
  readonly size: readonly number[];
  readonly only?: Part;
}

const command = new Command("npm run bench --")
  .description("Measures previews and updates of our stacks against kubectl and Helm, on a local control plane.")
  .option(
    "--pairs <n>",
    `interleaved pairs per figure, at least ${LEAST_PAIRS}`,
    (text) => pairsFrom(text),
    LEAST_PAIRS,
  )
  .option("--size <n>", "services of the generated program; repeat it for several sizes", sizesFrom, SIZES)
  .addOption(new Option("--only <part>", "measure one part").choices(PARTS))
  .action(async ({ pairs, size, only }: Options) => {
    await run({ parts: only === undefined ? PARTS : [only], pairs, sizes: size });
  });

async function run(options: BenchmarkOptions): Promise<void> {
  const reporter = createReporter();
  const controller = new AbortController();
  const tools = { reporter, signal: controller.signal };
  const name = `bench-${process.pid}`;
  const remove = async (): Promise<void> => {
    await down(name, tools);
    rmSync(labDir(name), { recursive: true, force: true });
  };
  const interrupt = (): void => {
    void remove().finally(() => process.exit(130));
  };
  process.once("SIGINT", interrupt);
  try {
    const session = await openLab({ name, root: dirname(dirname(__dirname)), ...tools });
    await benchmark(session, options, (line) => process.stdout.write(`${line}\n`));
  } finally {
    process.removeListener("SIGINT", interrupt);
    await remove();
    reporter.stop();
  }
}

void command.parseAsync();
