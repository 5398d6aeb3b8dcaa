/** How the phases of a release are written into the stack file: arguments of `configure`. */
import type { Setting } from "../pulumi/configuration";
import { pathsOf, type Release, type Trial } from "./state";

/** What is set, and which paths are taken out before. */
export type Edit = readonly [set: readonly Setting[], remove: readonly string[]];

/** Writes a trial, in place of one that an earlier start has left. */
export function trialEdit(service: string, { digest, tag, weights, step }: Trial, isThere: boolean): Edit {
  const { trial: path } = pathsOf(service);
  return [
    [
      { path: `${path}.digest`, value: digest },
      ...(tag === undefined ? [] : [{ path: `${path}.tag`, value: tag }]),
      ...weights.map((weight, index) => ({ path: `${path}.weights[${index}]`, value: String(weight) })),
      { path: `${path}.step`, value: String(step) },
    ],
    isThere ? [path] : [],
  ];
}

/** Gives the trial another of its weights. */
export function stepEdit(service: string, step: number): Edit {
  return [[{ path: `${pathsOf(service).trial}.step`, value: String(step) }], []];
}

/** Gives the stable release an image; the tag of another one would be a lie. */
export function stableEdit(
  service: string,
  { stable = "", stableTag }: Pick<Release, "stable" | "stableTag">,
  hasTag: boolean,
): Edit {
  const { digest, tag } = pathsOf(service);
  const set = [{ path: digest, value: stable }];
  if (stableTag !== undefined) return [[...set, { path: tag, value: stableTag }], []];
  return [set, hasTag ? [tag] : []];
}

/** Takes the trial out. */
export function endEdit(service: string, isThere: boolean): Edit {
  return [[], isThere ? [pathsOf(service).trial] : []];
}
