/** The import rules of the house: data flows one way, and the judge shares no code with the accused. */
const room = (name) => `^${name}/`;

/** A rule: files of `from` may import, of ours, only what `may` lists. */
const only = (name, from, may) => ({
  name,
  severity: "error",
  from: { path: from },
  to: {
    path: "^(index\\.ts$|config/|components/|systems/|policies/|render/|operations/|lab/|machine/|tests/)",
    pathNot: [from, ...may],
  },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, dependencyTypesNot: ["type-only"] } },
    { name: "nothing-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^tsx/cjs$" } },
    only("entry-point", "^index\\.ts$", [room("config"), room("systems")]),
    only("config", room("config"), []),
    only("components", room("components"), ["^config/primitives/"]),
    only("systems", room("systems"), [room("components"), room("config")]),
    only("policies", room("policies"), []),
    only("render", room("render"), [room("systems"), room("config")]),
    // Of the systems, operations needs to know what there is; what they do stays theirs.
    only("operations", room("operations"), [
      room("config"),
      room("render"),
      "^policies/audit/",
      "^systems/registry",
      room("machine"),
    ]),
    only("lab", room("lab"), [room("machine")]),
    only("machine", room("machine"), []),
    {
      name: "policies-see-only-kubernetes-types",
      severity: "error",
      from: { path: room("policies") },
      to: { path: "@pulumi/kubernetes", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(tests/golden|node_modules)" },
  },
};
