import assert from "node:assert/strict";

import { cases } from "../support/admission/cases";
import { compareAll, explain, type Ask } from "../support/admission/comparison";
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

describe("a disagreement", () => {
  /** A server that is of the checker's opinion, but lets privileged containers pass. */
  const careless: Ask = ({ token, object }, { profile }) => {
    const controls = checkerVerdict(token, object, profile).controls.filter((name) => name !== "privileged");
    const message = `pods "app" is forbidden: violates PodSecurity "baseline:latest": ${controls.join(", ")}`;
    return Promise.resolve({
      answer: { ...answer, ...(controls.length === 0 ? {} : { status: 403, message }) },
      object,
    });
  };
  const rooms = [{ profile: { level: "baseline", version: "latest" }, namespace: "any" }] as const;
  const sample = { arbitrary: cases, seed: 1, size: 300, rooms: () => rooms };

  it("is shown as the smallest object that has it, with both verdicts, seed and number", async () => {
    const text = (await explain(careless, sample, await compareAll(careless, sample))) ?? "";
    assert.match(text, /^\d+ of 300 cases with a disagreement; the first has seed 1, number \d+:/);
    assert.match(text, /\nbaseline latest\n {2}server: {2}allowed\n {2}checker: refused by privileged\n/);
    assert.equal(text.match(/^ {2}\w+: container: /gm)?.length, 1, text);
    assert.match(text, /\nkind: Pod\n/);
  });

  it("is none where both are of one opinion", async () => {
    const calm = {
      ...sample,
      arbitrary: cases.filter(({ edges }) => edges.every((edge) => edge.family !== "privileged")),
    };
    assert.equal(await explain(careless, calm, await compareAll(careless, calm)), undefined);
  });
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
