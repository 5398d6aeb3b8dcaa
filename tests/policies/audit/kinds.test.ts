import assert from "node:assert/strict";

import { isKnown } from "../../../policies/audit/kinds";
import { Stack, StackReport } from "../../../policies/judging/stack";
import type { Judged } from "../../../policies/judging/judged";
import { initialSettings } from "../../../policies/judging/settings";
import { manifestType } from "../../../policies/kubernetes/kinds";
import { stackRules } from "../../../policies/rules/all";
import { judgedOf, prod } from "../mutations/inventory";

/** Takes down which kinds the rules ask for. */
class AskedStack extends Stack {
  readonly asked = new Set<string>();

  override of(group: string, kind: string, namespace?: string): readonly Judged[] {
    this.asked.add(`${group === "" ? "v1" : `${group}/v1`} ${kind}`);
    return super.of(group, kind, namespace);
  }
}

describe("the kinds that an audit knows", () => {
  it("are those of Kubernetes, in any version, and no misspelt ones", () => {
    assert.ok(isKnown(manifestType("apps/v1", "Deployment")));
    assert.ok(isKnown(manifestType("apps/v1beta1", "Deployment")));
    assert.ok(isKnown(manifestType("v1", "ResourceQuota")));
    assert.ok(!isKnown(manifestType("v1", "Deployment")));
    assert.ok(!isKnown(manifestType("apps/v1", "Deploymnt")));
  });

  it("are all those that rules across objects ask for", () => {
    const stack = new AskedStack(prod().flatMap(judgedOf));
    for (const rule of stackRules) {
      rule.check(stack, new StackReport(), initialSettings);
    }
    const unknown = [...stack.asked].filter((asked) => {
      const [apiVersion = "", kind = ""] = asked.split(" ");
      return !isKnown(manifestType(apiVersion, kind));
    });
    assert.ok(stack.asked.size > 15);
    assert.deepEqual(unknown, []);
  });
});
