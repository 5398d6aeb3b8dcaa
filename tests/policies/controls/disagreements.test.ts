import assert from "node:assert/strict";

import { DISAGREEMENTS } from "../support/admission/disagreements";
import { nameOf } from "../support/admission/rooms";
import { checkerVerdict, controlsOf, serverVerdict } from "../support/admission/verdict";

const answer = { status: 201, message: "", warnings: [], body: {} };

describe("what the checker and the API server once disagreed on", () => {
  for (const { found, reason, token, object, profile, controls } of DISAGREEMENTS) {
    it(`${found}: ${token}, ${nameOf(profile)}`, () => {
      assert.deepEqual(checkerVerdict(token, object, profile).controls, controls, reason);
    });
  }
});

describe("the API server's answer", () => {
  it("to a pod that breaks a standard names the controls, whatever stands in their parentheses", () => {
    const message =
      'pods "app" is forbidden: violates PodSecurity "restricted:v1.29": forbidden AppArmor profiles (container "a" must ' +
      'not set AppArmor profile type to "Unconfined", "b=\\"x\\"") , host namespaces (hostNetwork=true, hostPID=true), ' +
      'runAsUser=0 (pod must not set runAsUser=0), runAsNonRoot != true (pod or container "a" must (not) do so)';
    assert.deepEqual(serverVerdict({ ...answer, status: 403, message }), {
      allowed: false,
      controls: ["forbidden AppArmor profile", "host namespaces", "runAsNonRoot != true", "runAsUser=0"],
    });
  });

  it("to a template is its warning; warnings of anything else say nothing", () => {
    const warnings = ["spec.template.spec.a: deprecated", 'would violate PodSecurity "baseline:latest": hostPort (a)'];
    assert.deepEqual(serverVerdict({ ...answer, warnings }), { allowed: false, controls: ["hostPort"] });
    assert.deepEqual(serverVerdict({ ...answer, warnings: warnings.slice(0, 1) }), { allowed: true, controls: [] });
  });

  it("is no verdict where the object is invalid", () => {
    assert.equal(serverVerdict({ ...answer, status: 422 }), undefined);
  });

  it("is an error where something else refused the object, or the list was cut short", () => {
    assert.throws(() => serverVerdict({ ...answer, status: 403, message: 'pods "a" is forbidden: exceeded quota' }));
    assert.throws(() => serverVerdict({ ...answer, status: 500, message: "boom" }));
    assert.throws(() => controlsOf("hostPort (container"));
  });
});
