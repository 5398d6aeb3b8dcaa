import { strict as assert } from "node:assert";
import type { KubeObject } from "../../../../../lab/plugins/kubernetes/client/types";
import {
  customReadiness,
  WAIT_FOR_ANNOTATION,
  WaitForSyntaxError,
} from "../../../../../lab/plugins/kubernetes/await/wait-for";
import { condition, make, stateOf } from "./objects";

const rule = (annotation: string) => customReadiness({ [WAIT_FOR_ANNOTATION]: annotation });

function object(status: Record<string, unknown>, generation?: number): KubeObject {
  return make("example.com/v1", "Widget", "w", { status }, generation === undefined ? {} : { generation });
}

function verdict(annotation: string, subject: KubeObject) {
  const found = rule(annotation);
  assert.ok(found !== undefined);
  return found.evaluate(stateOf(subject));
}

describe("kubernetes provider: pulumi.com/waitFor", () => {
  it("is no rule at all where the annotation is absent or empty", () => {
    assert.equal(customReadiness(undefined), undefined);
    assert.equal(customReadiness({}), undefined);
    assert.equal(rule(""), undefined);
  });

  for (const [annotation, status, expected] of [
    ["jsonpath={.status.phase}=Running", { phase: "Running" }, "ready"],
    ["jsonpath={.status.phase}=Running", { phase: "Pending" }, "waiting"],
    ["jsonpath={.status.phase}=Running", {}, "waiting"],
    ["jsonpath={ $.status.phase }", { phase: "anything" }, "ready"],
    ["jsonpath={.status.count}=3", { count: 3 }, "ready"],
    ["jsonpath={.status.ok}=true", { ok: true }, "ready"],
    ["jsonpath={.status.list}", { list: [] }, "ready"],
    ["jsonpath={.status.list}=[]", { list: [] }, "waiting"],
    ["jsonpath={.status[?@ == 'Running' || @ == 'Succeeded']}", { phase: "Succeeded" }, "ready"],
    [
      "jsonpath={.status.conditions[?(@.type=='Failed'||@.type=='Done')].status}=True",
      { conditions: [condition("Done", "True")] },
      "ready",
    ],
    ["condition=Synced", { conditions: [condition("Synced", "True")] }, "ready"],
    ["condition=synced=true", { conditions: [condition("Synced", "True")] }, "ready"],
    ["condition=Synced", { conditions: [condition("Synced", "False", "", "no route")] }, "waiting"],
    ["condition=Reconciling=False", { conditions: [condition("Reconciling", "False")] }, "ready"],
    ["condition=Synced", { conditions: [condition("Ready", "True")] }, "waiting"],
    ["condition=Synced", {}, "waiting"],
    ['["jsonpath={.status.phase}=Running", "condition=Synced"]', { phase: "Running" }, "waiting"],
    [
      '["jsonpath={.status.phase}=Running", "condition=Synced"]',
      { phase: "Running", conditions: [condition("Synced", "True")] },
      "ready",
    ],
  ] as const) {
    it(`${annotation} over ${JSON.stringify(status)} is ${expected}`, () => {
      assert.equal(verdict(annotation, object(status)).is, expected);
    });
  }

  it("does not believe a status of an older generation", () => {
    const old = { phase: "Running", observedGeneration: 1, conditions: [condition("Synced", "True")] };
    assert.equal(verdict("jsonpath={.status.phase}=Running", object(old, 2)).is, "waiting");
    assert.equal(verdict("condition=Synced", object(old, 2)).is, "waiting");
    assert.equal(verdict("jsonpath={.status.phase}=Running", object(old, 1)).is, "ready");
    const fresh = { ...old, conditions: [{ ...condition("Synced", "True"), observedGeneration: 2 }] };
    assert.equal(verdict("condition=Synced", object(fresh, 2)).is, "ready");
  });

  it("says what it found instead", () => {
    const waiting = verdict("condition=Synced", object({ conditions: [condition("Synced", "False", "", "no route")] }));
    assert.deepEqual(waiting.is === "waiting" && waiting.reasons, [
      "Not fulfilled: condition Synced=True (it is False: no route)",
    ]);
    const path = verdict("jsonpath={.status.phase}=Running", object({ phase: "Pending" }));
    assert.deepEqual(path.is === "waiting" && path.reasons, [
      'Not fulfilled: {.status.phase}=Running (found "Pending")',
    ]);
  });

  for (const [annotation, why] of [
    ["Ready", /neither with "jsonpath=" nor with "condition="/],
    ["[]", /no expression at all/],
    ["null", /no expression at all/],
    ['["condition=A", "B"]', /: B: it starts neither/],
    ["jsonpath=.status.phase", /not in braces/],
    ["jsonpath='{.status.phase}'", /shell quotes/],
    ["jsonpath={.status.phase}=", /no value after =/],
    ["jsonpath={.a}=b=c", /more than one single =/],
    ["jsonpath={.status[}", /unclosed/],
    ["condition=", /no condition type/],
  ] as const) {
    it(`refuses ${annotation} with the annotation's name and what is allowed`, () => {
      assert.throws(
        () => rule(annotation),
        (error: unknown) =>
          error instanceof WaitForSyntaxError &&
          error.message.startsWith('metadata.annotations["pulumi.com/waitFor"]: ') &&
          why.test(error.message) &&
          error.message.includes("Allowed are jsonpath={.path}"),
      );
    });
  }
});
