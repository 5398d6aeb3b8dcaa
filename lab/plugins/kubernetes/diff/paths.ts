/** Paths of properties, as the engine writes them: `spec.containers[0].image`, `metadata.labels["app.io/name"]`. */
import { isPropertyMap, type PropertyValue } from "../../shared/values";

/** A key or an index of a list per step. */
export type PropertyPath = readonly (string | number)[];

/** The text of a path; keys with a dot, quote or bracket are quoted. */
export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** The path of a text, `*` standing for any step; undefined when it is malformed. */
export function parsePath(text: string): PropertyPath | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  while (rest !== "") {
    const match = /^(?:\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.[\]]+))/.exec(rest);
    if (match === null) return undefined;
    const [whole, quoted, index, plain] = match;
    if (quoted !== undefined) path.push(quoted.replaceAll('\\"', '"'));
    else if (index !== undefined) path.push(index === "*" ? "*" : Number(index));
    else path.push(plain ?? "");
    rest = rest.slice(whole.length);
  }
  return path;
}

/** Whether `path` is `ancestor` or lies below it. */
export function containsPath(ancestor: PropertyPath, path: PropertyPath): boolean {
  return ancestor.length <= path.length && ancestor.every((step, index) => step === "*" || step === path[index]);
}

/**
 * Whether a change of the value at `path` to `value` touches a field of the pattern (`spec.containers[*].image`): at it,
 * below it, or above it with the new value containing the field.
 */
export function touchesPattern(path: PropertyPath, value: PropertyValue, pattern: string): boolean {
  const steps = parsePath(pattern) ?? [];
  const shared = Math.min(steps.length, path.length);
  for (let index = 0; index < shared; index += 1) {
    const step = steps[index];
    if (step === "*" ? typeof path[index] !== "number" : step !== path[index]) return false;
  }
  return containsField(value, steps.slice(shared));
}

function containsField(value: PropertyValue, steps: PropertyPath): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  if (step === "*") return Array.isArray(value) && value.some((item) => containsField(item, rest));
  return isPropertyMap(value) && Object.hasOwn(value, step) && containsField(value[step] ?? null, rest);
}
