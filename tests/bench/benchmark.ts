/** The performance goals and what they are measured with. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabSession } from "../../lab/session";
import { Bench } from "./bench";
import { judging } from "./judging";
import type { Part } from "./options";
import type { Print } from "./report";
import { sizes } from "./sizes";
import { previews, ups } from "./small-stack";
import { layers, wholeStack } from "./whole-stack";

/** What to measure. */
export interface BenchmarkOptions {
  readonly parts: readonly Part[];
  /** Interleaved pairs, or rounds of more than two commands. */
  readonly pairs: number;
  /** Numbers of services, ascending. */
  readonly sizes: readonly number[];
}

/** Prints one line per figure: what was measured, the goal, the median with its 90 % interval. */
export async function benchmark(session: LabSession, options: BenchmarkOptions, print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bulwark-bench-"));
  try {
    const bench = new Bench({ session, folder, pairs: options.pairs, print });
    const run: Record<Part, () => Promise<void>> = {
      previews: () => previews(bench),
      ups: () => ups(bench),
      judging: () => judging(bench),
      layers: () => layers(bench),
      prod: () => wholeStack(bench),
      sizes: () => sizes(bench, options.sizes),
    };
    print(`${options.pairs} interleaved pairs each; median [90 % interval]; ratios are within pairs`);
    for (const part of options.parts) await run[part]();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
