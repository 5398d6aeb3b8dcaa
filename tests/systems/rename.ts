import Module, { createRequire } from "node:module";
import { join, sep } from "node:path";
import type * as pulumi from "@pulumi/pulumi";

import type * as base from "../../components/base";
import type { Registration } from "../../render/registration";
import type * as systems from "../../systems";

const root = join(__dirname, "..", "..");
const fresh = createRequire(__filename);
const rooms = ["components", "systems"].map((room) => join(root, room) + sep);

type Construct = (target: object, args: [string, object, pulumi.ComponentResourceOptions?]) => object;

/** What Node calls for every `require` (Node, Modules: it is not in the documentation, but module hooks live by it). */
interface Loader {
  _load: (request: string, parent: unknown, isMain: boolean) => object;
  _resolveFilename: (request: string, parent: unknown, isMain: boolean) => string;
}

/**
 * Runs `program` with a copy of the systems in which somebody has renamed every component at the top of a stack, and has
 * given it its old name as an alias. Exports cannot be replaced, so the copy is loaded through a proxy of each module.
 */
export async function withRenamedComponents<T>(program: (copy: typeof systems) => Promise<T>): Promise<T> {
  const loader = Module as unknown as Loader;
  const { _load: load } = loader;
  const kept = takeOut();
  const state: { base?: typeof base.BulwarkComponent } = {};
  loader._load = (request, parent, isMain) => {
    const exported = load.call(loader, request, parent, isMain);
    return isOurs(loader._resolveFilename(request, parent, isMain)) ? withRenamedClasses(exported, state) : exported;
  };
  try {
    const copy = fresh("../../systems") as typeof systems;
    // From here on, not before: a component that extends another one is no user of it.
    state.base = (fresh("../../components/base") as typeof base).BulwarkComponent;
    return await program(copy);
  } finally {
    loader._load = load;
    takeOut();
    Object.assign(require.cache, kept);
  }
}

/** Takes the modules of the rooms out of Node's cache. */
function takeOut(): Record<string, NodeJS.Module | undefined> {
  const ours = Object.entries(require.cache).filter(([file]) => isOurs(file));
  for (const [file] of ours) Reflect.deleteProperty(require.cache, file);
  return Object.fromEntries(ours);
}

function isOurs(file: string): boolean {
  return rooms.some((room) => file.startsWith(room));
}

function withRenamedClasses(exported: object, state: { readonly base?: typeof base.BulwarkComponent }): object {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const value: unknown = Reflect.get(exported, name);
        return isComponentClass(value, state.base) ? new Proxy(value, { construct: renamed }) : value;
      },
    },
  );
}

const renamed: Construct = (target, [name, args, options = {}]) => {
  const isTop = options.parent === undefined;
  const all = isTop ? [`renamed-${name}`, args, { ...options, aliases: [{ name }] }] : [name, args, options];
  return Reflect.construct(target as new () => object, all) as object;
};

function isComponentClass(value: unknown, component: typeof base.BulwarkComponent | undefined): value is object {
  return component !== undefined && typeof value === "function" && value.prototype instanceof component;
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
