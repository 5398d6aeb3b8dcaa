import assert from "node:assert/strict";
import { measure, type Subject } from "./measure";

const node = (code: string, more: Partial<Subject> = {}): Subject => ({
  name: "node",
  command: process.execPath,
  args: ["-e", code],
  cwd: process.cwd(),
  env: process.env,
  ...more,
});
/** Keeps a processor busy until the process has had half a second of its time. */
const BUSY = "let used = 0; while (used < 500_000) { const cpu = process.cpuUsage(); used = cpu.user + cpu.system }";

describe("bench/measure", function () {
  this.timeout(60_000);

  it("counts the CPU time of descendants, where the system has /proc", async function () {
    if (process.platform !== "linux") this.skip();
    const inner = JSON.stringify(BUSY);
    const { seconds, cpuSeconds } = await measure(
      node(`require("node:child_process").spawnSync(process.execPath, ["-e", ${inner}])`),
    );
    assert.ok(cpuSeconds >= 0.5, String(cpuSeconds));
    assert.ok(seconds >= 0.5, String(seconds));
  });

  it("finds the peak of the memory, where the system has /proc", async function () {
    if (process.platform !== "linux") this.skip();
    const hold = "globalThis.held = Buffer.alloc(200 << 20, 1); setTimeout(() => {}, 300)";
    assert.ok((await measure(node(hold))).peakMegabytes > 200);
  });

  it("refuses a failed command with its words, unless its exit code is one of those that are meant", async () => {
    const fail = 'console.error("the reason"); process.exitCode = 1';
    await assert.rejects(measure(node(fail)), /exit code 1[^]*the reason/);
    await measure(node(fail, { exitCodes: [0, 1] }));
  });
});
