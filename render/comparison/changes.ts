/** What an update would change of a stack's objects, told from two renderings of it. */
import { createPatch } from "diff";
import type { RenderedFile } from "../objects";
import { FLOWS_TEXT, INVENTORY } from "../write";
import { replacingFields } from "./immutable";
import { parseInventory, type Entry } from "./inventory";

/** One object that is not the same in both renderings. */
export interface ObjectChange {
  readonly kind: "added" | "removed" | "changed";
  /** Its file: `<namespace, or _cluster>/<kind>.<name>.yaml`. */
  readonly path: string;
  /** Why a reviewer should look at it before the others; empty for an everyday change. */
  readonly reasons: readonly string[];
  /** Unified, without its head. */
  readonly diff: string;
}

/** The difference of two renderings of one stack. */
export interface Comparison {
  /** What needs a look first, then by path. */
  readonly objects: readonly ObjectChange[];
  /** Unified differences of the inventory and of who may talk to whom; "" where nothing changes or neither was rendered. */
  readonly inventory: string;
  readonly flows: string;
}

/** Options that someone set because losing the object loses data. */
const GUARDS = ["protect", "retainOnDelete"];

/** Compares an earlier rendering of a stack with a later one. */
export function compareRenderings(before: readonly RenderedFile[], after: readonly RenderedFile[]): Comparison {
  const [old, fresh] = [contents(before), contents(after)];
  const [oldEntries, freshEntries] = [entries(old), entries(fresh)];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].filter(isObjectFile).sort();
  const objects = paths.flatMap((path): ObjectChange[] => {
    const [from, to] = [old.get(path), fresh.get(path)];
    if (from === to) return [];
    const kind = from === undefined ? "added" : to === undefined ? "removed" : "changed";
    const reasons = [
      ...guards(oldEntries.filter(({ object }) => object === path)),
      ...(from !== undefined && to !== undefined ? replacingFields(from, to).map((field) => `replaced: ${field}`) : []),
      ...renamed(path, kind, oldEntries, freshEntries),
    ];
    return [{ kind, path, reasons, diff: difference(from, to) }];
  });
  return {
    objects: [...objects.filter(needsALook), ...objects.filter((change) => !needsALook(change))],
    inventory: difference(old.get(INVENTORY), fresh.get(INVENTORY)),
    flows: difference(old.get(FLOWS_TEXT), fresh.get(FLOWS_TEXT)),
  };
}

function needsALook({ reasons }: ObjectChange): boolean {
  return reasons.length > 0;
}

/** Objects lie in folders; what is told of the whole stack lies beside them. */
function isObjectFile(path: string): boolean {
  return path.includes("/");
}

function contents(files: readonly RenderedFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, content }) => [path, content]));
}

function entries(files: ReadonlyMap<string, string>): readonly Entry[] {
  return parseInventory(files.get(INVENTORY) ?? "");
}

function guards(found: readonly Entry[]): string[] {
  return GUARDS.filter((guard) => found.some(({ options }) => options.includes(guard)));
}

/** A resource that keeps its URN and gets another object is replaced: the old object is deleted. */
function renamed(path: string, kind: ObjectChange["kind"], old: readonly Entry[], fresh: readonly Entry[]): string[] {
  const [here, there] = kind === "removed" ? [old, fresh] : [fresh, old];
  const urn = kind === "changed" ? undefined : here.find(({ object }) => object === path)?.urn;
  const other = urn === undefined ? undefined : there.find((entry) => entry.urn === urn)?.object;
  if (other === undefined || other === path) return [];
  return [kind === "removed" ? `replaced by ${other}` : `replaces ${other}`];
}

/** The hunks of a unified difference, without the lines that name the files. */
function difference(from = "", to = ""): string {
  if (from === to) return "";
  const patch = createPatch("", from, to, "", "", { context: 3 });
  return patch.slice(patch.indexOf("@@"));
}
