/** The objects of the prod stack as its golden files have them, with the options that the program gives them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { parseRegister } from "../../../policies/exemptions/register";
import { Environments } from "../../../policies/judging/environment";
import { judgedObjects, type Judged, type ResourceOptions } from "../../../policies/judging/judged";
import { judgeAll, type Outcome } from "../../../policies/judging/run";
import { initialSettings } from "../../../policies/judging/settings";
import { manifestType } from "../../../policies/kubernetes/kinds";
import { objectRules, stackRules } from "../../../policies/rules/all";
import { exemptableRules } from "../../../policies/rules/exemptable";
import { UNKNOWN, type Value } from "../../../policies/values/field";

const ROOT = join(__dirname, "../../..");
const GOLDEN = join(ROOT, "tests/golden/prod");

/** One object of the stack. Never changed: a mutation makes another one. */
export interface Item {
  readonly object: Value;
  readonly options: ResourceOptions;
}

export type Inventory = readonly Item[];

/** What stands at a path of plain values. */
export function get(value: Value, ...keys: readonly string[]): Value {
  return keys.reduce<Value>(
    (node, key) =>
      typeof node === "object" && node !== null ? (node as Readonly<Record<string, Value>>)[key] : undefined,
    value,
  );
}

export function textAt(item: Item, ...keys: readonly string[]): string {
  const value = get(item.object, ...keys);
  return typeof value === "string" ? value : "";
}

/** Kind, namespace and name. */
export function nameOf(item: Item): string {
  const namespace = textAt(item, "metadata", "namespace");
  return `${textAt(item, "kind")} ${namespace === "" ? "" : `${namespace}/`}${textAt(item, "metadata", "name")}`;
}

/** Reads the golden files. */
export function prod(): Inventory {
  const options = optionsByKind(readFileSync(join(GOLDEN, "inventory.txt"), "utf8"));
  return readdirSync(GOLDEN, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const object = known(parse(readFileSync(join(GOLDEN, file), "utf8")) as Value);
      const kind = get(object, "kind");
      return {
        object,
        options: options.get(typeof kind === "string" ? kind : "") ?? { protect: false, ignoreChanges: [] },
      };
    });
}

/** The marks of a golden file for what only an update knows. */
function known(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map((item: Value) => known(item));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value as Record<string, Value>).map(([key, one]) => [key, known(one)]));
  }
  return value === "<computed>" ? UNKNOWN : value;
}

/**
 * The options of each kind. An inventory names Pulumi's resources, not Kubernetes' objects, so this needs all of a kind to
 * have the same.
 */
function optionsByKind(inventory: string): ReadonlyMap<string, ResourceOptions> {
  const found = new Map<string, string>();
  for (const block of inventory.split(/^(?=urn:)/m)) {
    const [, kind] = /\$?kubernetes:[^:]+:(\w+)::/.exec(block.split("\n")[0] ?? "") ?? [];
    if (kind !== undefined) {
      const protect = /^ {2}protect$/m.test(block);
      const [, ignored = ""] = /^ {2}ignoreChanges: (.*)$/m.exec(block) ?? [];
      const options = JSON.stringify({ protect, ignoreChanges: ignored === "" ? [] : ignored.split(", ") });
      if ((found.get(kind) ?? options) !== options && CONCERNED.has(kind)) {
        throw new Error(`The inventory gives objects of the kind ${kind} different options.`);
      }
      found.set(kind, options);
    }
  }
  return new Map([...found].map(([kind, options]) => [kind, JSON.parse(options) as ResourceOptions]));
}

/** Kinds about whose options there are rules. */
const CONCERNED: ReadonlySet<string> = new Set(["Deployment", "StatefulSet"]);

const file = join(ROOT, "policies/exemptions.yaml");
const register = parseRegister(readFileSync(file, "utf8"), file, exemptableRules);
/** The day on which the latest entry was granted, so that the test is the same on every day. */
const today = register.map(({ date }) => date).reduce((latest, date) => (date > latest ? date : latest));

const judgedItems = new WeakMap<Item, readonly Judged[]>();

export function judgedOf(item: Item): readonly Judged[] {
  let judged = judgedItems.get(item);
  if (judged === undefined) {
    const type = manifestType(textAt(item, "apiVersion"), textAt(item, "kind"));
    const name = nameOf(item);
    judged = judgedObjects(type, item.object, { name, urn: `urn:pulumi:prod::${name}`, options: item.options });
    judgedItems.set(item, judged);
  }
  return judged;
}

/** What one rule, or every rule, has against the objects. An object that is not changed is judged once for all. */
export function judge(inventory: Inventory, only?: string): readonly Outcome[] {
  const wanted = ({ rule }: { rule: { name: string } }): boolean => only === undefined || rule.name === only;
  return judgeAll(
    inventory.flatMap(judgedOf),
    { objectRules: objectRules.filter(wanted), stackRules: stackRules.filter(wanted) },
    { register, today: () => today, environments: new Environments("prod"), settings: initialSettings },
  );
}

/** Whether an outcome is about the item. */
export function concerns(outcome: Outcome, item: Item): boolean {
  return judgedOf(item).includes(outcome.judged);
}
