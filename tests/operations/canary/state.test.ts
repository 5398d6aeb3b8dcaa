import assert from "node:assert/strict";

import {
  beforePromotion,
  canaryServices,
  phaseOf,
  releaseOf,
  requireService,
  type Release,
} from "../../../operations/canary/state";
import type { OperationError } from "../../../operations/errors";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const OLD = digest("a");
const NEW = digest("b");

/** A release of booking, from what the stack file says. */
const release = (stable: string, canary?: object): Release =>
  releaseOf(
    {
      "appointment:images": JSON.stringify({ booking: { repository: "r", digest: stable } }),
      "appointment:services": JSON.stringify({ booking: canary === undefined ? {} : { canary } }),
    },
    "booking",
  );

describe("the phase of a release", () => {
  const running = release(OLD, { digest: NEW });

  for (const [phase, now, deployed] of [
    ["none", release(OLD), release(OLD)],
    ["none", release(OLD), undefined],
    ["starting", running, release(OLD)],
    ["starting", running, undefined],
    [
      "starting",
      release(OLD, { digest: NEW, weights: [10, 50], step: 1 }),
      release(OLD, { digest: NEW, weights: [10, 50] }),
    ],
    ["running", running, running],
    ["promoting", release(NEW, { digest: NEW }), running],
    ["promoting", release(NEW, { digest: NEW }), release(NEW, { digest: NEW })],
    ["removing", release(OLD), running],
    ["removing", release(NEW), release(NEW, { digest: NEW })],
  ] as const) {
    it(`is ${phase} with ${JSON.stringify(now.trial ?? "no trial")} after ${JSON.stringify(deployed?.trial ?? "none")}`, () => {
      assert.equal(phaseOf(now, deployed), phase);
    });
  }

  it("counts an empty group as no trial, and a missing list of weights as ten percent", () => {
    assert.equal(release(OLD, {}).trial, undefined);
    assert.deepEqual(running.trial, { digest: NEW, weights: [10], step: 0 });
  });
});

describe("the image from before a promotion", () => {
  const update = (version: number, stable: string) => ({
    name: String(version),
    message: "",
    startTime: new Date(0),
    values: { "appointment:images": JSON.stringify({ booking: { digest: stable } }) },
  });

  it("is that of the latest update with another one", () => {
    const history = [update(4, NEW), update(3, OLD), update(2, digest("c"))];
    assert.equal(beforePromotion(history, "booking", NEW)?.stable, OLD);
  });

  it("is unknown where the history has none", () => {
    assert.equal(beforePromotion([update(1, NEW)], "booking", NEW), undefined);
  });
});

describe("the services that a canary releases", () => {
  it("are those whose configuration has a place for one", () => {
    assert.deepEqual(canaryServices(), ["booking", "availability", "patient"]);
  });

  it("are named to who asks for another", () => {
    assert.throws(
      () => requireService("search"),
      (error: OperationError) => error.exitCode === 1 && error.message.includes("booking, availability, patient"),
    );
  });
});
