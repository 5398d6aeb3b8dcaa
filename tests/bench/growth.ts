/** Whether a cost grows in step with the size of a program. */

/** What a program of so many resources cost. */
export interface Point {
  readonly resources: number;
  readonly cost: number;
}

/** What each further resource costs from one size to the next. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly perResource: number;
}

/** A later step may cost so much more per resource than the first one before the cost counts as growing faster than the program. */
const TOLERANCE = 1.3;

/** The steps between the sizes, ascending. What a program costs that has no resources falls out of them. */
export function steps(points: readonly Point[]): Step[] {
  const sorted = [...points].sort((a, b) => a.resources - b.resources);
  return sorted.slice(1).map((point, index) => {
    const before = sorted[index] ?? point;
    const perResource = (point.cost - before.cost) / (point.resources - before.resources);
    return { from: before.resources, to: point.resources, perResource };
  });
}

/** How a cost grows, in words; a statement needs two steps, that is three sizes. */
export function verdict(points: readonly Point[]): string {
  const [first, ...later] = steps(points).map(({ perResource }) => perResource);
  const last = later.at(-1);
  if (first === undefined || last === undefined) return "three sizes are needed to tell how it grows";
  if (Math.max(first, last) <= 0) return "does not grow";
  if (last > first * TOLERANCE) return "each further resource costs more in a larger program";
  return "grows in step with the number of resources, or slower";
}
