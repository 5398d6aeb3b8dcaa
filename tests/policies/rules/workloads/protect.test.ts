import assert from "node:assert/strict";

import { judgedObjects } from "../../../../policies/judging/judged";
import { judgeAll } from "../../../../policies/judging/run";
import { initialSettings } from "../../../../policies/judging/settings";
import { Environments } from "../../../../policies/judging/environment";
import { manifestType } from "../../../../policies/kubernetes/kinds";
import { protectData } from "../../../../policies/rules/workloads/protect";
import { compliantTemplate, named, wrap, type JsonObject } from "../../support/objects";
import { analyze, type Violation } from "../../support/pack";

const claim = named("v1", "PersistentVolumeClaim", { spec: { storageClassName: "fast-ssd" } });
const holders: readonly [type: string, object: JsonObject][] = [
  ["kubernetes:apps/v1:StatefulSet", wrap("kubernetes:apps/v1:StatefulSet", compliantTemplate())],
  ["kubernetes:core/v1:PersistentVolumeClaim", claim],
];

testProtectedRule("protect-data");

/** Options are no part of an object, so this rule has no table. */
function testProtectedRule(name: string): void {
  describe(name, () => {
    for (const [type, object] of holders) {
      const judge = async (protect: boolean, stack: string): Promise<readonly Violation[]> =>
        (await analyze({ type, object, protect }, { stack })).filter(({ policy }) => policy.startsWith(name));

      it(`${type}: stops what is not protected in prod, and only there`, async () => {
        const [violation] = await judge(false, "prod");
        assert.ok(violation?.mandatory);
        assert.match(violation.message, /the resource option protect is false; wanted: true/);
        assert.deepEqual(await judge(true, "prod"), []);
        assert.deepEqual(await judge(false, "staging"), []);
        assert.deepEqual(await judge(false, "dev"), []);
      });
    }

    it("leaves other objects alone", async () => {
      const object = named("v1", "ConfigMap", { data: {} });
      assert.deepEqual(await analyze({ type: "kubernetes:core/v1:ConfigMap", object, protect: false }), []);
    });

    it("says nothing about a manifest, which has no options", () => {
      const context = {
        register: [],
        today: () => "2026-11-28",
        environments: new Environments("prod"),
        settings: initialSettings,
      };
      const objects = judgedObjects(manifestType("v1", "PersistentVolumeClaim"), claim, { name: "a", urn: "a" });
      assert.deepEqual(judgeAll(objects, { objectRules: [protectData], stackRules: [] }, context), []);
    });
  });
}
