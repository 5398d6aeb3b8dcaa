import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import type { Registration } from "../../render/registration";

const root = join(__dirname, "..", "..");

type Construct = (target: object, args: [string, object, pulumi.ComponentResourceOptions?]) => object;

/**
 * Runs `program` as if somebody had renamed every component at the top of a stack, and had given it its old name as an
 * alias: what the modules of components and systems export is replaced as long as it runs.
 */
export async function withRenamedComponents<T>(program: () => Promise<T>): Promise<T> {
  const undo: (() => void)[] = [];
  for (const [file, module] of Object.entries(require.cache)) {
    if (!["components", "systems"].some((room) => file.startsWith(join(root, room)))) continue;
    const exported = module?.exports as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (!isComponentClass(value)) continue;
      exported[name] = new Proxy(value, { construct: renamed });
      undo.push(() => (exported[name] = value));
    }
  }
  try {
    return await program();
  } finally {
    for (const restore of undo) restore();
  }
}

const renamed: Construct = (target, [name, args, options = {}]) => {
  const isTop = options.parent === undefined;
  const all = isTop ? [`renamed-${name}`, args, { ...options, aliases: [{ name }] }] : [name, args, options];
  return Reflect.construct(target as new () => object, all) as object;
};

function isComponentClass(value: unknown): value is object {
  return typeof value === "function" && value.prototype instanceof BulwarkComponent;
}

/**
 * The URNs under which the engine looks for what a registration had before: by its own aliases, and by those of the
 * components above it, with whose names its own begins (Pulumi, Resource options: aliases).
 */
export function formerUrns(registration: Registration, all: readonly Registration[]): string[] {
  const { name, type, parent, urn, options } = registration;
  const own = (options.aliases ?? []).map((alias) => ({
    name: /name=([^,]*)/.exec(alias)?.[1] ?? name,
    type: /type=([^,]*)/.exec(alias)?.[1] ?? type,
  }));
  const above = all.find((other) => other.urn === parent);
  const parents = [parent, ...(above === undefined ? [] : formerUrns(above, all))];
  const urns = parents.flatMap((former) => {
    const rest = above !== undefined && name.startsWith(above.name) ? name.slice(above.name.length) : undefined;
    const inherited = rest === undefined ? name : `${former.split("::").at(-1) ?? ""}${rest}`;
    return [{ name: former === parent ? name : inherited, type }, ...own].map((alias) => under(former, alias));
  });
  return [...new Set(urns)].filter((former) => former !== urn);
}

function under(parent: string, { name, type }: { readonly name: string; readonly type: string }): string {
  const [stack, project, parentType = ""] = parent.split("::");
  const qualified = parentType.endsWith("pulumi:pulumi:Stack") ? type : `${parentType}$${type}`;
  return [stack, project, qualified, name].join("::");
}
