import assert from "node:assert/strict";
import fc from "fast-check";
import { drainFields } from "../../../components/builders/drain";
import type { Drain } from "../../../components/builders/pod-settings";

const sleeping = (hook: number): Pick<Drain, "preStop"> => (hook === 0 ? {} : { preStop: { sleepSeconds: hook } });
const seconds = fc.integer({ min: 0, max: 300 });

describe("components/builders/drain", () => {
  it("accepts exactly the grace periods above hook and drain (R-47)", () => {
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 700 }), (hook, drainSeconds, graceSeconds) => {
        const build = (): ReturnType<typeof drainFields> =>
          drainFields({ ...sleeping(hook), drainSeconds, graceSeconds });
        if (graceSeconds > hook + drainSeconds) {
          assert.equal(build().terminationGracePeriodSeconds, graceSeconds);
          assert.deepEqual(build().annotations, { "bulwark.io/drain-seconds": String(drainSeconds) });
        } else {
          assert.throws(build, /drain\.graceSeconds: .* allowed is more than/);
        }
      }),
    );
  });

  it("says how long the grace period must be", () => {
    assert.throws(
      () => drainFields({ ...sleeping(5), drainSeconds: 30, graceSeconds: 35 }),
      /35 is given, allowed is more than 35 \(5 s hook \+ 30 s drain\); raise it to at least 36/,
    );
  });

  it("sleeps in the kubelet, or runs the given command (C-39)", () => {
    const command = ["/bin/sh", "-c", "sleep 15"];
    const native = drainFields({ ...sleeping(5), drainSeconds: 0, graceSeconds: 30 });
    assert.deepEqual(native.lifecycle, { preStop: { sleep: { seconds: 5 } } });
    const shell = drainFields({ preStop: { sleepSeconds: 15, command }, drainSeconds: 10, graceSeconds: 30 });
    assert.deepEqual(shell.lifecycle, { preStop: { exec: { command } } });
  });

  it("refuses a command that sleeps longer or shorter than stated", () => {
    const preStop = { sleepSeconds: 15, command: ["/bin/sh", "-c", "sleep 20"] };
    assert.throws(
      () => drainFields({ preStop, drainSeconds: 10, graceSeconds: 60 }),
      /drain\.preStop\.sleepSeconds: 15 is given, allowed is 20, as the command says/,
    );
  });
});

/** What the annotation tells the sidecar, in seconds. */
function sidecarSeconds(drain: Drain): number {
  const config = drainFields(drain, "sidecar").annotations["proxy.istio.io/config"] ?? "";
  return Number(/^terminationDrainDuration: (\d+)s$/m.exec(config)?.[1]);
}

describe("components/builders/drain: sidecar", () => {
  it("gives the figures of the SPEC by itself (G-29: 15 + 10 in 30 → 27)", () => {
    const drain = { preStop: { sleepSeconds: 15 }, drainSeconds: 10, graceSeconds: 30 };
    assert.equal(
      drainFields(drain, "sidecar").annotations["proxy.istio.io/config"],
      "terminationDrainDuration: 27s\nholdApplicationUntilProxyStarts: true\n",
    );
  });

  it("outlives the process and ends before the kill, whatever the figures are (R-52)", () => {
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 300 }), (hook, drainSeconds, rest) => {
        const needed = hook + drainSeconds;
        const graceSeconds = needed + rest;
        fc.pre(graceSeconds > 1);
        const proxy = sidecarSeconds({ ...sleeping(hook), drainSeconds, graceSeconds });
        assert.ok(proxy >= needed && proxy >= 1 && proxy < graceSeconds, String(proxy));
      }),
    );
  });

  it("accepts exactly the given times from hook and drain up to the grace period (R-52)", () => {
    for (const given of [0, 24, 24.5, 25, 27, 29, 30, 31]) {
      const drain = { ...sleeping(15), drainSeconds: 10, graceSeconds: 30, sidecarSeconds: given };
      if ([25, 27, 29].includes(given)) assert.equal(sidecarSeconds(drain), given);
      else assert.throws(() => sidecarSeconds(drain), /drain\.sidecarSeconds: .* at least 25 \(hook and drain\)/);
    }
  });

  it("refuses a grace period in which no sidecar can end", () => {
    const drain = { drainSeconds: 0, graceSeconds: 1 };
    assert.throws(() => sidecarSeconds(drain), /drain\.sidecarSeconds: 0 with 1 s grace is given/);
  });
});
