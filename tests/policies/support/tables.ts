/** Everything that breaks a rule by the tests of the rules. */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { breakages, broken } from "./breakages";
import { compliantTemplate, kindOf, named, POD_TOKENS, wrap } from "./objects";
import { brokenCases, type Broken } from "./rule-cases";

const TABLES = join(__dirname, "../rules");

/** Of the rules that have tests of their own in the place of a table. */
const withoutTable: readonly Broken[] = [
  ...POD_TOKENS.flatMap((type) =>
    breakages.map((breakage) => ({
      rule: breakage.policy,
      what: `${kindOf(type)}: ${breakage.path}`,
      resources: [{ type, object: wrap(type, broken(compliantTemplate(), breakage)) }],
    })),
  ),
  {
    rule: "protect-data",
    what: "StatefulSet: not protected",
    resources: [
      {
        type: "kubernetes:apps/v1:StatefulSet",
        object: wrap("kubernetes:apps/v1:StatefulSet", compliantTemplate()),
        protect: false,
      },
    ],
  },
  {
    rule: "namespaced-roles",
    what: "ClusterRole: any",
    resources: [
      {
        type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        object: named("rbac.authorization.k8s.io/v1", "ClusterRole", {
          rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get"] }],
        }),
      },
    ],
  },
];

/** Loads the tables without running them: their tests are unit tests, and mocha must still find them when it loads the files. */
export function brokenByTable(): readonly Broken[] {
  const load = createRequire(__filename);
  const suite = Object.getOwnPropertyDescriptor(globalThis, "describe");
  Object.defineProperty(globalThis, "describe", { value: () => undefined, configurable: true });
  brokenCases.length = 0;
  try {
    for (const file of readdirSync(TABLES, { recursive: true, encoding: "utf8" })) {
      if (file.endsWith(".test.ts")) loadAnew(load, join(TABLES, file));
    }
  } finally {
    Object.defineProperty(globalThis, "describe", suite ?? { value: undefined, configurable: true });
  }
  return [...withoutTable, ...brokenCases];
}

/** Loads a module and leaves no trace of it among those that are loaded. */
function loadAnew(load: NodeJS.Require, path: string): void {
  const before = load.cache[path];
  Reflect.deleteProperty(load.cache, path);
  load(path);
  if (before === undefined) Reflect.deleteProperty(load.cache, path);
  else load.cache[path] = before;
}
