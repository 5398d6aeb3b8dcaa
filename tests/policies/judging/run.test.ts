import assert from "node:assert/strict";

import { Environments } from "../../../policies/judging/environment";
import { judgedObjects, type Judged } from "../../../policies/judging/judged";
import { judgeAll, type Outcome } from "../../../policies/judging/run";
import { initialSettings } from "../../../policies/judging/settings";
import { manifestType } from "../../../policies/kubernetes/kinds";
import { objectRules } from "../../../policies/rules/all";
import { compliantTemplate, set, wrap, type JsonObject } from "../support/objects";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

function judged(object: JsonObject): readonly Judged[] {
  const type = manifestType(object["apiVersion"] as string, object["kind"] as string);
  return judgedObjects(type, object, { name: "a", urn: "a" });
}

function run(objects: readonly Judged[]): readonly Outcome[] {
  const context = {
    register: [],
    today: () => "2026-11-28",
    environments: new Environments("dev"),
    settings: initialSettings,
  };
  return judgeAll(objects, { objectRules, stackRules: [] }, context);
}

describe("judging without the engine", () => {
  const unpinned = wrap(DEPLOYMENT, set(compliantTemplate(), "spec.containers.0.image", "registry.example.com/app:1"));

  it("gives rule, level, object and the whole message", () => {
    const [outcome, ...more] = run(judged(unpinned));
    assert.deepEqual(more, []);
    assert.equal(outcome?.rule.name, "image-digest");
    assert.equal(outcome.level, "advisory");
    assert.match(
      outcome.text,
      /^Deployment team\/app, container app: spec\.template\.spec\.containers\[0\]\.image is /,
    );
  });

  it("knows the label of a namespace that stands after its workload", () => {
    const labels = { "bulwark.io/environment": "prod" };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "team", labels } };
    const levels = run([...judged(unpinned), ...judged(namespace)])
      .filter(({ rule }) => rule.name === "image-digest")
      .map(({ level }) => level);
    assert.deepEqual(levels, ["mandatory"]);
  });
});
