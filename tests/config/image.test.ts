import assert from "node:assert/strict";

import { resolveKnownImage, type ImageValues } from "../../config/image";
import type { Environment } from "../../config/primitives/environment";
import type { Problem } from "../../config/problem";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const known = { repository: "team/app", tag: "v1.0.0", isVersion: true };

function resolved(
  environment: Environment,
  image: ImageValues,
  isVersion = true,
): { image: ReturnType<typeof resolveKnownImage>; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const scope = { stack: environment, environment, namespace: "shop", report };
  return { image: resolveKnownImage(scope, "images.app", image, { ...known, isVersion }), problems };
}

describe("an image that the SPEC names", () => {
  it("needs no configuration in dev", () => {
    const { image, problems } = resolved("dev", undefined);
    assert.deepEqual(problems, []);
    assert.deepEqual(image, { reference: "team/app:v1.0.0", tag: "v1.0.0" });
  });

  it("keeps repository and tag beside a digest", () => {
    const { image, problems } = resolved("prod", { tag: "v1.1.0", digest });
    assert.deepEqual(problems, []);
    assert.deepEqual(image, { reference: `team/app:v1.1.0@${digest}`, tag: "v1.1.0" });
  });

  it("may come from another registry", () => {
    const { image } = resolved("dev", { repository: "registry.example.com/app" });
    assert.equal(image.reference, "registry.example.com/app:v1.0.0");
  });

  it("needs a digest in staging and prod (R-63)", () => {
    for (const environment of ["staging", "prod"] as const) {
      const { problems } = resolved(environment, undefined);
      assert.deepEqual(
        problems.map(({ key }) => key),
        ["shop:images.app.digest"],
      );
    }
  });

  it("needs its tag beside a digest where the tag is the version (C-19)", () => {
    const { problems } = resolved("prod", { digest });
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["shop:images.app.tag"],
    );
    assert.deepEqual(resolved("prod", { digest }, false).problems, []);
  });

  for (const tag of [`v${"1".repeat(63)}`, "v1-", "_v1"]) {
    it(`as a version refuses the tag ${tag}, which is no label value (C-19)`, () => {
      assert.match(resolved("dev", { tag }).problems[0]?.allowed ?? "", /label version/);
      assert.deepEqual(resolved("dev", { tag }, false).problems, []);
    });
  }
});
