import { strict as assert } from "node:assert";
import { timeoutSeconds } from "../../../../../lab/plugins/kubernetes/await/timeout";

const annotated = (value: string) => ({ "pulumi.com/timeoutSeconds": value });

describe("kubernetes provider: the time of a wait", () => {
  it("is that of customTimeouts before the annotation before the kind's default", () => {
    assert.equal(timeoutSeconds(7, annotated("5"), 600), 7);
    assert.equal(timeoutSeconds(undefined, annotated("5"), 600), 5);
    assert.equal(timeoutSeconds(0, annotated("5"), 600), 5);
    assert.equal(timeoutSeconds(undefined, {}, 600), 600);
    assert.equal(timeoutSeconds(undefined, undefined, 300), 300);
  });

  for (const value of ["", "5m", "1.5", "soon", " 5"]) {
    it(`passes over the annotation "${value}"`, () => {
      assert.equal(timeoutSeconds(undefined, annotated(value), 600), 600);
    });
  }
});
