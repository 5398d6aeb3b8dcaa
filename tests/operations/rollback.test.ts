import assert from "node:assert/strict";

import { requireSizes } from "../../operations/commands/scale";
import { formerUpdate, type PastUpdate } from "../../operations/pulumi/former-images";
import { decideImage } from "../../operations/pulumi/images";

const past = (version: number, tag: string, result = "succeeded", kind = "update"): PastUpdate => ({
  version,
  startTime: new Date(0),
  message: `to ${tag}`,
  kind,
  result,
  config: { "mllp:images": { value: JSON.stringify({ server: { tag } }) } },
});
const history = [
  past(6, "v4", "failed"),
  past(5, "v3"),
  past(4, "v3"),
  past(3, "v9", "succeeded", "refresh"),
  past(2, "v2"),
  past(1, "v1"),
];
const current = { server: { tag: "v3" } };

describe("operations: images to set and to return to", () => {
  it("the way back leads to the latest update that succeeded with other images", () => {
    assert.equal(formerUpdate(history, "mllp", current, {}).name, "2");
  });

  it("an image that was set and never deployed leads back to the last one that was", () => {
    assert.equal(formerUpdate(history, "mllp", { server: { tag: "v4" } }, {}).name, "5");
  });

  it("a named update is taken only if it succeeded", () => {
    assert.deepEqual(formerUpdate(history, "mllp", current, { to: "1" }).images, { server: { tag: "v1" } });
    assert.throws(() => formerUpdate(history, "mllp", current, { to: "6" }), /no update 6 that succeeded/);
  });

  it("an update that no back end numbers is named by the time at which it began", () => {
    const unnumbered = [
      { ...past(0, "v3"), startTime: new Date("2026-11-28T10:00:00.123Z") },
      { ...past(0, "v2"), startTime: new Date("2026-11-28T09:30:00Z") },
    ];
    assert.equal(formerUpdate(unnumbered, "mllp", current, {}).name, "2026-11-28T09:30:00Z");
    assert.deepEqual(formerUpdate(unnumbered, "mllp", current, { to: "2026-11-28T10:00:00Z" }).images, {
      server: { tag: "v3" },
    });
  });

  it("a history without other images is told", () => {
    assert.throws(
      () => formerUpdate([past(1, "v3")], "mllp", current, {}),
      /no update that succeeded with other images/,
    );
  });

  it("a new digest takes the tag of the former one away", () => {
    const { settings, remove } = decideImage(
      "mllp",
      "server",
      { repository: "r/a", tag: "v1", digest: "sha256:a" },
      { digest: "sha256:b" },
    );
    assert.deepEqual(settings, [{ path: "mllp:images.server.digest", value: "sha256:b" }]);
    assert.deepEqual(remove, ["mllp:images.server.tag"]);
  });

  it("a tag alone takes the former digest away, which would outweigh it", () => {
    assert.deepEqual(decideImage("mllp", "server", { tag: "v1", digest: "sha256:a" }, { tag: "v2" }).remove, [
      "mllp:images.server.digest",
    ]);
  });

  it("a tag that is a number stays a text", () => {
    assert.deepEqual(decideImage("mllp", "server", {}, { tag: "2024" }).settings, [
      { path: "mllp:images.server.tag", value: "2024", isText: true },
    ]);
  });

  it("a fixed number is refused where an autoscaler owns it, with its bounds as the way", () => {
    assert.throws(
      () => {
        requireSizes("booking-service", "HorizontalPodAutoscaler", { replicas: 4 });
      },
      (error: Error & { remedy?: readonly string[] }) =>
        /would take the change back/.test(error.message) && /--min 4/.test(String(error.remedy)),
    );
  });
});
