/** From a merge patch to the engine's detailed diff: a kind of change per path, and which of them replace. */
import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../shared/values";
import { isUnknown } from "../kinds/objects";
import { sameValue } from "./merge-patch";
import { formatPath, touchesPattern, type PropertyPath } from "./paths";

/** What happens to one property. */
export interface PropertyChange {
  kind: "add" | "delete" | "update";
  /** The change cannot be made in place. */
  replace: boolean;
  /** The difference is between old and new inputs rather than between state and inputs. */
  inputDiff: boolean;
}

/**
 * The changes by path.
 *
 * @param patch from `old` to `newInputs`
 * @param old the live state, pruned to what the program had set
 * @param forceNew patterns of fields whose change replaces the object
 */
export function detailedDiff(
  patch: PropertyMap,
  old: PropertyMap,
  forceNew: readonly string[],
): Map<string, PropertyChange> {
  const collector = new Collector(forceNew);
  collector.addMap([], patch, old, false);
  return collector.changes;
}

class Collector {
  readonly changes = new Map<string, PropertyChange>();

  constructor(private readonly forceNew: readonly string[]) {}

  addMap(path: PropertyPath, patch: PropertyMap, old: PropertyMap, inList: boolean): void {
    for (const [key, value] of Object.entries(patch)) {
      this.addValue([...path, key], value, Object.hasOwn(old, key) ? old[key] : undefined, inList);
    }
    // A patch holds lists whole, so inside them a missing key, and not a null, says that something is gone.
    for (const [key, value] of inList ? Object.entries(old) : []) {
      if (!Object.hasOwn(patch, key)) this.addValue([...path, key], null, value, inList);
    }
  }

  private addList(path: PropertyPath, patch: readonly PropertyValue[], old: readonly PropertyValue[]): void {
    for (let index = 0; index < Math.max(patch.length, old.length); index += 1) {
      this.addValue([...path, index], patch[index] ?? null, old[index], true);
    }
  }

  /** `old` is undefined when the property does not exist yet; a null `value` takes it away. */
  private addValue(path: PropertyPath, value: PropertyValue, old: PropertyValue | undefined, inList: boolean): void {
    if (isUnknown(value)) {
      this.add(path, value, old === undefined ? "add" : "update", false);
    } else if (value === null) {
      if (old !== undefined && old !== null) this.add(path, value, "delete", true);
    } else if (old === undefined) {
      this.add(path, value, "add", false);
    } else if (isPropertyMap(value) && isPropertyMap(old)) {
      this.addMap(path, value, old, inList);
    } else if (Array.isArray(value) && Array.isArray(old)) {
      this.addList(path, value, old);
    } else if (!sameValue(value, old)) {
      this.add(path, value, "update", false);
    }
  }

  private add(path: PropertyPath, value: PropertyValue, kind: PropertyChange["kind"], inputDiff: boolean): void {
    const replace = this.forceNew.some((pattern) => touchesPattern(path, value, pattern));
    this.changes.set(formatPath(path), { kind, replace, inputDiff });
  }
}
