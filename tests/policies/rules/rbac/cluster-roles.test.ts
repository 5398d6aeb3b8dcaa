import assert from "node:assert/strict";

import { named } from "../../support/objects";
import { analyze } from "../../support/pack";

testClusterRule("namespaced-roles");

/** No ClusterRole passes, so this rule has no table. */
function testClusterRule(name: string): void {
  describe(name, () => {
    const RBAC = "rbac.authorization.k8s.io/v1";
    const rules = [{ apiGroups: [""], resources: ["nodes"], verbs: ["get"] }];

    it("stops a ClusterRole whatever it permits", async () => {
      const object = named(RBAC, "ClusterRole", { rules });
      const [violation, ...more] = await analyze({ type: `kubernetes:${RBAC}:ClusterRole`, object });
      assert.deepEqual(more, []);
      assert.equal(violation?.policy, name);
      assert.ok(violation.mandatory);
      assert.match(violation.message, /ClusterRole team\/app: kind is "ClusterRole"; wanted: Role\./);
    });

    it("passes a Role", async () => {
      assert.deepEqual(await analyze({ type: `kubernetes:${RBAC}:Role`, object: named(RBAC, "Role", { rules }) }), []);
    });
  });
}
