import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDigest } from "../../../config/primitives/digest";
import { checkImage, formatImage, imageFormat, parseImageReference } from "../../../config/primitives/image";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("config/primitives/image", () => {
  it("takes a reference apart", () => {
    assert.deepEqual(parseImageReference(`registry.example.com:5000/team/app:v1.2@${digest}`), {
      repository: "registry.example.com:5000/team/app",
      tag: "v1.2",
      digest,
    });
    assert.deepEqual(parseImageReference(`app@${digest}`), { repository: "app", digest });
    assert.deepEqual(parseImageReference("postgres:16-alpine"), { repository: "postgres", tag: "16-alpine" });
  });

  it("refuses latest, with a digest too (R-64)", () => {
    assert.throws(() => parseImageReference("app:latest"), /allowed is any tag but latest/);
    assert.throws(() => parseImageReference(`app:latest@${digest}`), /allowed is any tag but latest/);
  });

  it("refuses an image without tag and digest (R-64)", () => {
    for (const text of ["app", "registry.example.com/app", "registry.example.com:5000/app"]) {
      assert.throws(() => parseImageReference(text), /without them it means latest/);
    }
  });

  for (const text of [
    "",
    ":v1",
    "App:v1",
    "app:",
    "app:v 1",
    "a//b:v1",
    `app@${digest}@${digest}`,
    "app@sha256:abc",
    "http://x/app:v1",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseImageReference(text), /is given, allowed is/);
      assert.doesNotMatch(text, new RegExp(imageFormat.pattern));
    });
  }

  it("reads back what it writes", () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8})?$/);
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/).filter((text) => text !== "latest");
    const images = fc.record({
      repository: fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
      tag,
      digest: fc.option(fc.constant(parseDigest(digest)), { nil: undefined }),
    });
    fc.assert(
      fc.property(images, (image) => {
        const checked = checkImage(image);
        const text = formatImage(checked);
        assert.deepEqual(parseImageReference(text), checked);
        assert.match(text, new RegExp(imageFormat.pattern));
      }),
    );
  });
});

describe("config/primitives/digest", () => {
  it("takes sha256 with 64 lower-case hex digits and nothing else", () => {
    assert.equal(parseDigest(digest), digest);
    for (const text of [digest.slice(0, -1), digest.toUpperCase(), digest.replace("sha256", "sha512"), `${digest}0`]) {
      assert.throws(() => parseDigest(text), /allowed is sha256: and 64 lower-case hex digits/);
    }
  });
});
