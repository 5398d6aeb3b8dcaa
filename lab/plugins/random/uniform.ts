/** Uniform choice from Node's cryptographic source, without the bias of a plain modulo. */
import { randomBytes, randomInt } from "node:crypto";

/** The widest range that `crypto.randomInt` takes. */
const RANDOM_INT_RANGE = 2 ** 48 - 1;

/** An integer from `min` to `max`, both included; both must be safe integers and `min` not above `max`. */
export function uniformInteger(min: number, max: number): number {
  const width = BigInt(max) - BigInt(min) + 1n;
  if (width <= BigInt(RANDOM_INT_RANGE) && max < Number.MAX_SAFE_INTEGER) return randomInt(min, max + 1);
  return Number(BigInt(min) + uniformBelow(width));
}

/** One of the items, each as likely as the other. */
export function uniformItem<T>(items: readonly T[]): T {
  const item = items[randomInt(items.length)];
  if (item === undefined) throw new RangeError("there is nothing to choose from");
  return item;
}

/** A permutation of the items, each as likely as the other (Fisher and Yates). */
export function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** Draws as many bits as the limit has until the number lies below it: at most two draws on average. */
function uniformBelow(limit: bigint): bigint {
  const bits = limit.toString(2).length;
  for (;;) {
    const drawn = BigInt(`0x${randomBytes(Math.ceil(bits / 8)).toString("hex")}`) & ((1n << BigInt(bits)) - 1n);
    if (drawn < limit) return drawn;
  }
}
