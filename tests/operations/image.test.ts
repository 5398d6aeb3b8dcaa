import assert from "node:assert/strict";

import { imageText, parseImage } from "../../operations/image";
import { OperationError } from "../../operations/errors";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("operations/image", () => {
  const good = {
    "v1.2.3": { tag: "v1.2.3" },
    [digest]: { digest },
    [`v1@${digest}`]: { tag: "v1", digest },
    "registry.example.com:5000/team/app:v1": { repository: "registry.example.com:5000/team/app", tag: "v1" },
    "app:v1": { repository: "app", tag: "v1" },
    [`registry.example.com/app@${digest}`]: { repository: "registry.example.com/app", digest },
    [`registry.example.com/app:v1@${digest}`]: { repository: "registry.example.com/app", tag: "v1", digest },
  };
  for (const [text, parts] of Object.entries(good)) {
    it(`reads ${text.replace(digest, "DIGEST")}`, () => {
      assert.deepEqual({ ...parseImage(text) }, parts);
    });
  }

  for (const text of [
    "",
    "latest",
    "registry.example.com/app",
    "app:latest",
    "v1@sha256:abc",
    `v1@${digest}@${digest}`,
    "-v",
  ]) {
    it(`refuses "${text.replaceAll(digest, "DIGEST")}"`, () => {
      assert.throws(
        () => parseImage(text),
        (error) => error instanceof OperationError && error.failure === "usage",
      );
    });
  }

  it("says an image of which nothing is configured as the default", () => {
    assert.equal(imageText({}), "(default)");
  });
});
