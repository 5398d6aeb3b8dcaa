/** What `npm run bench` can be asked for. */
import { InvalidArgumentError } from "commander";

/** The parts of the benchmark, in the order in which they run. */
export const PARTS = ["previews", "ups", "judging", "layers", "prod", "sizes"] as const;
export type Part = (typeof PARTS)[number];

/** Fewer pairs give no 90 % interval worth the name. */
export const LEAST_PAIRS = 9;

/** Numbers of services of the generated program. */
export const SIZES: readonly number[] = [10, 100, 300];

/** The lab's nodes hold no more pods. */
const LARGEST_SIZE = 500;

/** Lets a trial run with fewer pairs, to see that everything works; its figures mean nothing. */
export const TRIAL_VARIABLE = "BULWARK_BENCH_TRIAL";

/** @throws InvalidArgumentError for fewer pairs than a figure needs, unless it is a trial */
export function pairsFrom(text: string, env: NodeJS.ProcessEnv = process.env): number {
  return wholeNumber(text, env[TRIAL_VARIABLE] === "1" ? 1 : LEAST_PAIRS, Number.MAX_SAFE_INTEGER);
}

/** Collects the sizes of a repeated option; the first one replaces the default. */
export function sizesFrom(text: string, before: readonly number[]): readonly number[] {
  const size = wholeNumber(text, 1, LARGEST_SIZE);
  return before === SIZES ? [size] : [...new Set([...before, size])].sort((a, b) => a - b);
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `${least} to ${most}`;
  throw new InvalidArgumentError(`give a whole number of ${range}.`);
}
