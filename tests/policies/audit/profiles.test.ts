import assert from "node:assert/strict";

import { optionOf, rulesOf } from "../../../policies/audit/profiles";
import { baselineControls } from "../../../policies/controls/podsecurity";
import { objectRules, stackRules } from "../../../policies/rules/all";
import { deployment, documents, jsonOf } from "./support";

const found = (profile: string, changes: Parameters<typeof deployment>[0]): readonly string[] =>
  jsonOf({ files: { "a.yaml": documents(deployment(changes)) } }, "a.yaml", "--profile", profile).violations.map(
    ({ rule }) => rule,
  );
const CONTEXT = "spec.containers.0.securityContext";

describe("the profiles of an audit", () => {
  it("are every rule of the pack in all", () => {
    assert.deepEqual(rulesOf("all"), { objectRules, stackRules });
  });

  it("are one rule for each control of the Pod Security Standards otherwise", () => {
    assert.equal(rulesOf("baseline").objectRules.length, baselineControls.length);
    const names = rulesOf("restricted").objectRules.map(({ rule }) => rule.name);
    assert.ok(names.includes("run-as-non-root") && names.includes("privileged"));
    assert.ok(!names.includes("read-only-root-filesystem") && !names.includes("namespace-pod-security"));
    assert.equal(rulesOf("restricted").stackRules.length, 0);
  });

  for (const [what, changes, baseline, restricted] of [
    ["a privileged container", { [`${CONTEXT}.privileged`]: true }, ["privileged"], ["privileged"]],
    [
      "a user that is not stated to be another than root",
      { "spec.securityContext.runAsNonRoot": undefined },
      [],
      ["run-as-non-root"],
    ],
    ["a capability that runtimes give anyway", { [`${CONTEXT}.capabilities.add`]: ["CHOWN"] }, [], ["capabilities"]],
    [
      "another capability",
      { [`${CONTEXT}.capabilities.add`]: ["NET_ADMIN"] },
      ["capabilities-baseline"],
      ["capabilities"],
    ],
    [
      "a volume of a node",
      { "spec.volumes.0": { name: "a", hostPath: { path: "/" } } },
      ["host-path-volumes"],
      ["volume-types"],
    ],
    [
      "a volume of another server",
      { "spec.volumes.0": { name: "a", nfs: { server: "a", path: "/" } } },
      [],
      ["volume-types"],
    ],
    [
      "no seccomp profile",
      { "spec.securityContext.seccompProfile": undefined },
      [],
      ["seccomp-profile", "seccomp-profile", "seccomp-profile"],
    ],
    [
      "a seccomp profile that permits all",
      { "spec.securityContext.seccompProfile.type": "Unconfined" },
      ["seccomp-profile-baseline"],
      ["seccomp-profile"],
    ],
    [
      "a process file system without masks",
      { [`${CONTEXT}.procMount`]: "Unmasked" },
      ["proc-mount-baseline"],
      ["proc-mount"],
    ],
    ["a tag without digest", { "spec.containers.0.image": "registry.example.com/app:latest" }, [], []],
  ] as const) {
    it(`judge ${what}`, () => {
      const distinct = (names: readonly string[]): string[] => [...new Set(names)];
      assert.deepEqual(distinct(found("baseline", changes as Parameters<typeof deployment>[0])), baseline);
      assert.deepEqual(
        distinct(found("restricted", changes as Parameters<typeof deployment>[0])),
        distinct(restricted),
      );
    });
  }

  it("know the rules about resource options, which are rules of the pack", () => {
    const about = [...objectRules, ...stackRules].filter(({ rule }) => optionOf(rule) !== undefined);
    assert.deepEqual(
      about.map(({ rule }) => rule.name),
      ["protect-data", "replicas-left-alone"],
    );
  });
});
