/** Loosens one thing of an inventory at a time. */
import { isDeepStrictEqual } from "node:util";

import type { Value } from "../../../policies/values/field";
import { get, nameOf, textAt, type Inventory, type Item } from "./inventory";

/** One thing made looser, and the rule that must find it. */
export interface Mutation {
  readonly rule: string;
  /** What is loosened where, for the report. */
  readonly what: string;
  readonly inventory: Inventory;
  /** The object that was changed or added; absent where one was removed. */
  readonly item: Item | undefined;
}

/**
 * What to set at which places of an object: dotted paths, members of lists by number, `~` for a dot inside a key;
 * `undefined` removes. A number after the end of a list adds to it.
 */
export type Edit = Readonly<Record<string, Value>>;

/** Which objects a way to break a rule applies to. */
export type Where = (item: Item) => boolean;

export const ofKind =
  (...kinds: readonly string[]): Where =>
  (item) =>
    kinds.includes(textAt(item, "kind"));

export const called =
  (...names: readonly string[]): Where =>
  (item) =>
    names.includes(textAt(item, "metadata", "name"));

export const both =
  (...all: readonly Where[]): Where =>
  (item) =>
    all.every((where) => where(item));

const workloads = ofKind("Deployment", "StatefulSet");
const TEMPLATE = "spec.template.";

export class Mutations {
  readonly all: Mutation[] = [];

  constructor(private readonly inventory: Inventory) {}

  objects(where: Where): Inventory {
    return this.inventory.filter(where);
  }

  /** Each edit in each of the objects; edits that change nothing are left out. */
  edit(rule: string, where: Where, ...edits: readonly Edit[]): void {
    for (const item of this.inventory.filter(where)) {
      for (const edit of edits) {
        const object = Object.entries(edit).reduce((before, [path, value]) => put(before, path, value), item.object);
        if (!isDeepStrictEqual(object, item.object)) {
          this.replace(rule, item, { ...item, object }, show(edit));
        }
      }
    }
  }

  /** Each edit in the pod template of each workload. */
  pods(rule: string, ...edits: readonly Edit[]): void {
    this.podsWhere(rule, () => true, ...edits);
  }

  podsWhere(rule: string, where: Where, ...edits: readonly Edit[]): void {
    this.edit(rule, both(workloads, where), ...edits.map((edit) => below(TEMPLATE, edit)));
  }

  /** Each edit in each container and init container of each workload. */
  containers(rule: string, ...edits: readonly Edit[]): void {
    for (const list of ["initContainers", "containers"]) {
      this.inContainers(rule, list, () => true, ...edits);
    }
  }

  /** Each edit in each main container: what init containers need not have. */
  mainContainers(rule: string, ...edits: readonly Edit[]): void {
    this.inContainers(rule, "containers", () => true, ...edits);
  }

  inContainers(rule: string, list: string, where: Where, ...edits: readonly Edit[]): void {
    for (const item of this.inventory.filter(both(workloads, where))) {
      const containers = get(item.object, "spec", "template", "spec", list);
      for (const index of Array.isArray(containers) ? containers.keys() : []) {
        this.edit(
          rule,
          (other) => other === item,
          ...edits.map((edit) => below(`${TEMPLATE}spec.${list}.${index}.`, edit)),
        );
      }
    }
  }

  /** A container besides those that are there, in each list that a pod can have. */
  anotherContainer(rule: string, container: Value): void {
    for (const list of ["initContainers", "containers", "ephemeralContainers"]) {
      for (const item of this.inventory.filter(workloads)) {
        const there = get(item.object, "spec", "template", "spec", list);
        const path = `${TEMPLATE}spec.${list}.${Array.isArray(there) ? there.length : 0}`;
        this.edit(rule, (other) => other === item, { [path]: container });
      }
    }
  }

  /** Each object gone. */
  without(rule: string, where: Where): void {
    for (const item of this.inventory.filter(where)) {
      this.all.push({
        rule,
        what: `without ${nameOf(item)}`,
        inventory: this.inventory.filter((other) => other !== item),
        item: undefined,
      });
    }
  }

  /** Another object each. */
  plus(rule: string, ...objects: readonly Value[]): void {
    for (const object of objects) {
      const item: Item = { object, options: { protect: false, ignoreChanges: [] } };
      this.all.push({
        rule,
        what: `with ${nameOf(item)}: ${show(object)}`,
        inventory: [...this.inventory, item],
        item,
      });
    }
  }

  /** An edit in each of the objects, and another object for it to refer to. */
  editPlus(rule: string, where: Where, edit: Edit, other: (item: Item) => Value): void {
    for (const item of this.inventory.filter(where)) {
      const object = Object.entries(edit).reduce((before, [path, value]) => put(before, path, value), item.object);
      const added: Item = { object: other(item), options: { protect: true, ignoreChanges: [] } };
      this.replace(rule, item, { ...item, object }, `${show(edit)} with ${nameOf(added)}`, [added]);
    }
  }

  /** Other options for each of the objects. */
  options(rule: string, where: Where, options: Partial<Item["options"]>): void {
    for (const item of this.inventory.filter(where)) {
      this.replace(rule, item, { ...item, options: { ...item.options, ...options } }, show(options));
    }
  }

  private replace(rule: string, item: Item, changed: Item, how: string, added: readonly Item[] = []): void {
    const inventory = [...this.inventory.map((other) => (other === item ? changed : other)), ...added];
    this.all.push({ rule, what: `${nameOf(item)}: ${how}`, inventory, item: changed });
  }
}

function below(prefix: string, edit: Edit): Edit {
  return Object.fromEntries(Object.entries(edit).map(([path, value]) => [prefix + path, value]));
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? "removed" : inner));
}

/** A copy with the value at a path replaced; maps and lists on the way are copied, or made. */
export function put(node: Value, path: string, value: Value): Value {
  const [first = "", ...rest] = path.split(".");
  const key = first.replaceAll("~", ".");
  const inner = get(node, key);
  if (rest.length > 0 && value === undefined && inner === undefined) {
    return node;
  }
  const replaced = rest.length === 0 ? value : put(inner, rest.join("."), value);
  if (Array.isArray(node) || (node === undefined && /^\d+$/.test(key))) {
    const list: readonly Value[] = Array.isArray(node) ? (node as readonly Value[]) : [];
    const index = Number(key);
    return replaced === undefined
      ? list.filter((_, place) => place !== index)
      : [...list.slice(0, index), replaced, ...list.slice(index + 1)];
  }
  const entries = Object.entries((node ?? {}) as Readonly<Record<string, Value>>).filter(([name]) => name !== key);
  return Object.fromEntries(replaced === undefined ? entries : [...entries, [key, replaced]]);
}
