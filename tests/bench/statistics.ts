/** Medians and their intervals, by order statistics: no assumption about how noise is distributed. */

/** A median with the interval that holds the true one with at least 90 % probability (as wide as the sample allows). */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.9;

/** @throws Error for an empty sample */
export function estimate(sample: readonly number[]): Estimate {
  const sorted = [...sample].sort((a, b) => a - b);
  const at = (index: number): number => {
    const value = sorted[index];
    if (value === undefined) throw new Error("no sample to estimate from");
    return value;
  };
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
  const rank = intervalRank(sorted.length);
  return { median, low: at(rank), high: at(sorted.length - 1 - rank) };
}

/** The largest number of values that may be cut off at each end: the number below the median is binomial. */
function intervalRank(size: number): number {
  const tail = (1 - CONFIDENCE) / 2;
  let cumulative = 0;
  let probability = 0.5 ** size;
  let rank = 0;
  for (let below = 0; below < size / 2; below++) {
    cumulative += probability;
    if (cumulative > tail) break;
    rank = below;
    probability *= (size - below) / (below + 1);
  }
  return rank;
}
