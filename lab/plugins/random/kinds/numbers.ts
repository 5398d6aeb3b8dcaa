/** RandomInteger and RandomShuffle: choices from a range and from a list. */
import type { PropertyMap, PropertyValue } from "../../shared";
import { KEEPERS, numberOf, refuseSeed, type RandomKind } from "../kind";
import { shuffled, uniformInteger } from "../uniform";

/** An integer between two others, both included. */
export const randomInteger: RandomKind = {
  inputs: {
    ...KEEPERS,
    min: { type: "integer", required: true },
    max: { type: "integer", required: true },
    seed: { type: "string" },
  },
  computed: { result: "plain" },
  refuse(inputs) {
    const min = numberOf(inputs, "min");
    const max = numberOf(inputs, "max");
    if (min !== undefined && max !== undefined && min > max) {
      return [{ property: "min", reason: `is ${min} but must not be above max, which is ${max}` }];
    }
    return refuseSeed(inputs);
  },
  generate(inputs) {
    const result = uniformInteger(numberOf(inputs, "min") ?? 0, numberOf(inputs, "max") ?? 0);
    return { id: String(result), outputs: { result } };
  },
  /** The id is "RESULT,MIN,MAX", or "RESULT,MIN,MAX,SEED". */
  import(id) {
    const [result, min, max, ...more] = id.split(",");
    const numbers = [result, min, max].map((text) => (/^-?\d+$/.test(text ?? "") ? Number(text) : NaN));
    if (more.length > 1 || numbers.some(Number.isNaN)) {
      throw new Error(`the import id ${JSON.stringify(id)} is not RESULT,MIN,MAX or RESULT,MIN,MAX,SEED`);
    }
    const inputs: PropertyMap = { min: Number(min), max: Number(max), ...(more[0] !== undefined && { seed: more[0] }) };
    return { id: result ?? "", inputs, outputs: { result: Number(result) } };
  },
};

/** A permutation of a list, cut or repeated to a wanted length. */
export const randomShuffle: RandomKind = {
  inputs: {
    ...KEEPERS,
    inputs: { type: "strings", required: true },
    resultCount: { type: "integer" },
    seed: { type: "string" },
  },
  computed: { results: "plain" },
  refuse: refuseSeed,
  generate(inputs) {
    const items = Array.isArray(inputs["inputs"]) ? inputs["inputs"] : [];
    return { id: "-", outputs: { results: draw(items, numberOf(inputs, "resultCount") ?? items.length) } };
  },
};

/** Whole permutations one after the other, so that no item comes twice more often than another. */
function draw(items: readonly PropertyValue[], count: number): PropertyValue[] {
  const results: PropertyValue[] = [];
  while (items.length > 0 && results.length < count) results.push(...shuffled(items));
  return results.slice(0, Math.max(count, 0));
}
