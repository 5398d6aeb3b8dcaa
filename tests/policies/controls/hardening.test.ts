import assert from "node:assert/strict";

import type { Control } from "../../../policies/controls/control";
import { judge } from "../../../policies/controls/control";
import { imageDigest, imageTag } from "../../../policies/controls/hardening";
import { podsOf } from "../../../policies/kubernetes/pods";
import { compliantTemplate, set, wrap, type Json } from "../support/objects";

function found(control: Control, path: string, value: Json | undefined): string[] {
  const object = wrap("kubernetes:core/v1:Pod", set(compliantTemplate(), path, value));
  const [pod] = podsOf({ group: "", kind: "Pod", patch: false, list: false }, object);
  return judge(control, control.versions[0]!, pod!).findings.map((finding) => finding.path);
}

const image = "spec.containers.0.image";
const digest = `sha256:${"a1".repeat(32)}`;

describe("image tags (R-64)", () => {
  const allowed = ["app:1.2", "localhost:5000/team/app:1.2", `app@${digest}`, `app:1.2@${digest}`];
  for (const reference of allowed) {
    it(`allows ${reference}`, () => {
      assert.deepEqual(found(imageTag, image, reference), []);
    });
  }
  const refused = ["app", "localhost:5000/team/app", "app:latest", "app:", `app:latest@${digest}`, "", undefined];
  for (const reference of refused) {
    it(`refuses ${reference ?? "no image at all"}`, () => {
      assert.deepEqual(found(imageTag, image, reference), ["spec.containers[0].image"]);
    });
  }
});

describe("image digests (R-63)", () => {
  for (const reference of [`app@${digest}`, `app:1.2@${digest}`, `localhost:5000/app:1@${digest}`]) {
    it(`allows ${reference}`, () => {
      assert.deepEqual(found(imageDigest, image, reference), []);
    });
  }
  for (const reference of ["app:1.2", "app@sha256:abc", `app@${digest}0`, `app@${digest.toUpperCase()}`, undefined]) {
    it(`refuses ${reference ?? "no image at all"}`, () => {
      assert.deepEqual(found(imageDigest, image, reference), ["spec.containers[0].image"]);
    });
  }
  it("holds for image volumes too", () => {
    const volumes = [{ name: "model", image: { reference: "model:1" } }];
    assert.deepEqual(found(imageDigest, "spec.volumes", volumes), ["spec.volumes[0].image.reference"]);
  });
});
