import { Listr, ListrLogger, ProcessOutput, type ListrTask } from "listr2";

/** One step of a command, as a person follows it. */
export interface Step {
  /** What is being done: `Update of stack dev`. */
  readonly title: string;
  /** The work; `report` shows what it is at, one short line at a time. */
  readonly run: (report: (line: string) => void) => Promise<void>;
  /** Whether the step is left out; asked when its turn comes. Default: it is not. */
  readonly skip?: () => boolean;
}

/**
 * Does the steps one after another: a live list on a terminal, plain lines anywhere else, nothing where `quiet` is set.
 * All of it goes to standard error, because standard output belongs to the result.
 *
 * @throws what a step throws; the steps after it are not begun
 */
export async function follow(
  steps: readonly Step[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<void> {
  const tasks = steps.map((step): ListrTask => ({
    title: step.title,
    skip: () => step.skip?.() ?? false,
    task: async (_, task) => {
      try {
        await step.run((line) => {
          task.output = line;
        });
      } catch (error) {
        // The command tells the whole of it at its end.
        throw new Error((error as Error).message.split("\n")[0], { cause: error });
      }
    },
  }));
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const renderer = quiet ? "silent" : process.stderr.isTTY ? "default" : "simple";
  const list = new Listr(tasks, {
    renderer,
    rendererOptions: { logger },
    fallbackRendererOptions: { logger },
    // Interrupts are the commands' own: Pulumi has a state to put in order first.
    registerSignalListeners: false,
    exitOnError: true,
    concurrent: false,
  });
  try {
    await list.run();
  } catch (error) {
    // The first step that failed is the last one that was begun.
    throw error instanceof Error && error.cause !== undefined ? error.cause : error;
  }
}
