import assert from "node:assert/strict";

import { resolvePreview, type Preview } from "../../config/preview";

type Values = Parameters<typeof resolvePreview>[1];

function resolved(
  values: Values,
  {
    stack = "preview-pr-7",
    environment = "preview" as const,
  }: { stack?: string; environment?: "dev" | "preview" } = {},
): { preview: Preview | undefined; keys: readonly string[] } {
  const keys: string[] = [];
  const preview = resolvePreview({ stack, environment, today: "2026-01-31" }, values, ({ key }) => keys.push(key));
  return { preview, keys };
}

describe("resolvePreview", () => {
  it("takes the pull request from the stack's name and gives it two weeks", () => {
    assert.deepEqual(resolved({}), {
      preview: { pullRequest: 7, name: "preview-pr-7", expiresAt: "2026-02-14" },
      keys: [],
    });
  });

  it("takes the pull request from its key where the stack has another name", () => {
    const { preview, keys } = resolved({ pullRequest: 12 }, { stack: "review-of-alice" });
    assert.deepEqual([preview?.name, keys], ["preview-pr-12", []]);
  });

  it("asks for the pull request where neither says it", () => {
    assert.deepEqual(resolved({}, { stack: "preview" }).keys, ["bulwark:pullRequest"]);
  });

  it("refuses a pull request other than the stack's name says", () => {
    assert.deepEqual(resolved({ pullRequest: 8 }).keys, ["bulwark:pullRequest"]);
    assert.deepEqual(resolved({ pullRequest: 7 }).keys, []);
  });

  it("ends on the day that is given", () => {
    assert.equal(resolved({ expiresAt: "2026-03-01" }).preview?.expiresAt, "2026-03-01");
  });

  it("never owns what the cluster shares", () => {
    assert.deepEqual(resolved({ ownsShared: true }).keys, ["bulwark:ownsShared"]);
    assert.deepEqual(resolved({ ownsShared: false }).keys, []);
  });

  it("is nothing in other environments, which refuse its keys", () => {
    const other = { stack: "dev", environment: "dev" } as const;
    assert.deepEqual(resolved({ ownsShared: true }, other), { preview: undefined, keys: [] });
    assert.deepEqual(resolved({ pullRequest: 7, expiresAt: "2026-03-01" }, other).keys, [
      "bulwark:pullRequest",
      "bulwark:expiresAt",
    ]);
  });
});
