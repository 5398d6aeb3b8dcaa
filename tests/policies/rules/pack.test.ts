import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { policies } from "../../../policies/policies";
import { Environments } from "../../../policies/judging/environment";
import { objectRules, stackRules } from "../../../policies/rules/all";
import { podRules } from "../../../policies/rules/pod-rules";
import { breakages, broken } from "../support/breakages";
import { compliantTemplate, kindOf, POD_TOKENS, prefixOf, set, wrap, type JsonObject } from "../support/objects";
import { analyze, UNKNOWN_BOOLEAN, UNKNOWN_LIST, UNKNOWN_MAP, UNKNOWN_TEXT } from "../support/pack";

/** Names of the rules for which a test file beside this one has a table of cases. */
function rulesWithCases(): readonly string[] {
  const folder = __dirname;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/^test\w*Rule\("([a-z-]+)"/gm)])
    .flatMap(([, name]) => (name === undefined ? [] : [name]));
}

const all = policies({
  register: [],
  today: () => "2026-11-21",
  environments: new Environments("prod"),
});

describe("the policies", () => {
  for (const policy of all) {
    it(`${policy.name} says what it is: description, severity, level and tags`, () => {
      assert.match(policy.name, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(policy.description.length > 20);
      assert.ok(["low", "medium", "high", "critical"].includes(policy.severity ?? ""));
      assert.ok(["mandatory", "advisory"].includes(policy.enforcementLevel ?? ""));
      assert.ok(policy.tags?.includes("kubernetes"));
    });
  }

  for (const { rule } of [...objectRules, ...stackRules]) {
    it(`${rule.name} names its rule, its control and the remedy`, () => {
      const policy = all.find(({ name }) => name === rule.name)!;
      assert.ok(policy.description.startsWith(`${rule.number} ${rule.name}: `));
      assert.ok(
        Object.values(rule.frameworks).includes(policy.framework?.reference ?? "") ||
          policy.framework?.reference === rule.number,
      );
      assert.equal(policy.remediationSteps, rule.remedy);
      assert.match(rule.number, /^[RX]-\d{2}$/);
    });
  }

  it("beyond the specification each number means one rule", () => {
    const numbers = [...objectRules, ...stackRules]
      .map(({ rule }) => rule.number)
      .filter((number) => number[0] === "X");
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it("have names of their own", () => {
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  });

  it("none is untested: every rule has a table of cases, or a field whose breakage it must find", () => {
    const tested = new Set([...breakages.map(({ policy }) => policy), ...rulesWithCases()]);
    assert.deepEqual(
      [...objectRules, ...stackRules].map(({ rule }) => rule.name).filter((name) => !tested.has(name)),
      [],
    );
  });
});

for (const token of POD_TOKENS) {
  const kind = kindOf(token);
  describe(`a ${kind}`, () => {
    it("that breaks no rule passes without a word", async () => {
      assert.deepEqual(await analyze({ type: token, object: wrap(token, compliantTemplate()) }), []);
    });

    it("that breaks a rule is stopped by that rule alone, with object, container, path, value and remedy", async () => {
      for (const breakage of breakages) {
        const found = await analyze({ type: token, object: wrap(token, broken(compliantTemplate(), breakage)) });
        const [violation] = found;
        assert.equal(found.length, 1, `${breakage.path}: ${JSON.stringify(found)}`);
        assert.equal(violation?.policy, breakage.policy);
        assert.ok(violation.mandatory);
        const rule = podRules.find(({ rule: { name } }) => name === breakage.policy)!.rule;
        const container = breakage.container === undefined ? "" : `, container ${breakage.container}`;
        for (const part of [
          `${rule.number} ${rule.name}: `,
          `${kind} team/app${container}: ${prefixOf(token)}${breakage.reported} is `,
          "; wanted: ",
          `Remedy: ${rule.remedy}`,
        ]) {
          assert.ok(violation.message.includes(part), `${JSON.stringify(part)} in ${violation.message}`);
        }
      }
    });

    it("with unknown values is told so, and stopped for what is known", async () => {
      const base = "spec.containers.0";
      let template = set(compliantTemplate(), `${base}.image`, UNKNOWN_TEXT);
      template = set(template, "spec.volumes", UNKNOWN_LIST);
      template = set(template, `${base}.securityContext.capabilities`, UNKNOWN_MAP);
      template = set(template, "spec.hostPID", UNKNOWN_BOOLEAN);
      const calm = await analyze({ type: token, object: wrap(token, template) });
      assert.deepEqual(new Set(calm.map(({ policy }) => policy)), new Set(["unknown-values"]));
      assert.ok(calm.every(({ mandatory }) => !mandatory));
      for (const path of [`${base.replace(".0", "[0]")}.image`, "spec.volumes", "spec.hostPID"]) {
        assert.ok(
          calm.some(({ message }) => message.includes(`${prefixOf(token)}${path} is unknown to`)),
          path,
        );
      }
      const strict = await analyze({ type: token, object: wrap(token, set(template, "spec.hostIPC", true)) });
      assert.deepEqual(
        strict.filter(({ mandatory }) => mandatory).map(({ policy }) => policy),
        ["host-namespaces"],
      );
    });

    it("whose pod is unknown as a whole is no violation", async () => {
      const object: JsonObject = {
        metadata: { name: "app", namespace: "team" },
        spec: UNKNOWN_MAP,
        template: UNKNOWN_MAP,
      };
      const found = await analyze({ type: token, object });
      assert.ok(found.every(({ mandatory }) => !mandatory));
    });
  });
}

describe("other resources", () => {
  const privileged = set(compliantTemplate(), "spec.containers.0.securityContext.privileged", true);

  it("are left alone", async () => {
    for (const type of [
      "kubernetes:core/v1:ConfigMap",
      "random:index/randomPassword:RandomPassword",
      "a:b:Deployment",
    ]) {
      assert.deepEqual(await analyze({ type, object: wrap("kubernetes:apps/v1:Deployment", privileged) }), []);
    }
  });

  it("of older API versions, and custom resources of core kinds, are judged too", async () => {
    for (const type of ["kubernetes:apps/v1beta2:Deployment", "kubernetes:extensions/v1beta1:Deployment"]) {
      const found = await analyze({ type, object: wrap("kubernetes:apps/v1:Deployment", privileged) });
      assert.deepEqual(
        found.map(({ policy }) => policy),
        ["privileged"],
        type,
      );
    }
    const found = await analyze({ type: "kubernetes:v1:Pod", object: wrap("kubernetes:core/v1:Pod", privileged) });
    assert.deepEqual(
      found.map(({ policy }) => policy),
      ["privileged"],
    );
  });

  it("that are lists are judged item by item", async () => {
    const items = [compliantTemplate(), privileged].map((template) => wrap("kubernetes:apps/v1:Deployment", template));
    const found = await analyze({ type: "kubernetes:apps/v1:DeploymentList", object: { items } });
    assert.deepEqual(
      found.map(({ policy }) => policy),
      ["privileged"],
    );
    assert.match(found[0]!.message, /items\[1\]\.spec\.template\.spec\.containers\[0\]/);
  });

  it("that are patches answer for what they set, not for what they leave out", async () => {
    const object = {
      metadata: { name: "app", namespace: "team" },
      spec: { template: { spec: { containers: [{ name: "app", securityContext: { privileged: true } }] } } },
    };
    const found = await analyze({ type: "kubernetes:apps/v1:DeploymentPatch", object });
    assert.deepEqual(
      found.map(({ policy }) => policy),
      ["privileged"],
    );
  });
});
