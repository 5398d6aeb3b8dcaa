import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  clearPendingCreates,
  hasPendingCreates,
  releaseStaleLock,
  restoreState,
  TAKE_OVER_EXISTING,
} from "../../../lab/project/stacks";
import { eventually } from "../support";
import { SETUP_TIMEOUT_MS, finished, stackLab, type StackLab } from "./lab";
import { processesWith } from "./processes";

/** The variable by which the processes of this file's ups are known. */
const MARK = "BULWARK_TEST_RUN";

/** How an up is stopped: asked once, asked twice (which ends it hard), or killed. */
type Stop = readonly NodeJS.Signals[];
const ASKED: Stop = ["SIGINT"];
const TWICE: Stop = ["SIGINT", "SIGINT"];
const KILLED: Stop = ["SIGKILL"];

/** After how many events about resources each up of the chain is stopped: later and later, so that each gets further. */
const CHAIN: readonly (readonly [events: number, stop: Stop])[] = [
  [1, KILLED],
  [3, ASKED],
  [6, KILLED],
  [9, TWICE],
  [12, KILLED],
  [16, ASKED],
  [20, KILLED],
  [24, TWICE],
  [28, KILLED],
  [32, ASKED],
];

const UP = ["up", "--yes", "--skip-preview", "--stack", "dev", "--policy-pack", "policies"];

describe("an up of dev that is interrupted again and again", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  const mark = randomUUID();
  let lab: StackLab;
  let folder: string;
  let interrupted = 0;

  /** As `npm start` does: objects that a killed update made without recording them are taken over. */
  const takeOver = (): NodeJS.ProcessEnv => (hasPendingCreates(lab.project, "dev") ? TAKE_OVER_EXISTING : {});

  /** Starts an up and stops it after its n-th event about a resource, if it gets that far. */
  async function upUntil(events: number, stop: Stop): Promise<void> {
    const log = join(folder, `${randomUUID()}.jsonl`);
    const env = { [MARK]: mark, PULUMI_DEBUG_COMMANDS: "true", ...takeOver() };
    const child = lab.start([...UP, "--event-log", log], env);
    const ended = finished(child);
    while (child.exitCode === null && child.signalCode === null && (await resourceEvents(log)) < events)
      await delay(20);
    if (child.exitCode !== null || child.signalCode !== null) {
      const { code, output } = await ended;
      assert.equal(code, 0, output);
      return;
    }
    interrupted += 1;
    for (const signal of stop) process.kill(-child.pid!, signal);
    const { output } = await ended;
    assert.doesNotMatch(output, /\n\s+at .*:\d+:\d+/);
  }

  before(async () => {
    lab = await stackLab();
    folder = await mkdtemp(join(tmpdir(), "bulwark-interrupt-"));
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await lab.destroy("dev");
  });

  for (const [events, stop] of CHAIN) {
    it(`leaves no process and nothing that hinders the next up, after event ${events} and ${stop.join(" + ")}`, async () => {
      await upUntil(events, stop);
      await eventually("its processes end", async () => (await processesWith(MARK, mark)).length === 0, 60_000);
      restoreState(lab.project, "dev");
      await releaseStaleLock(lab.project, "dev");
    });
  }

  it("was really interrupted most of the times", () => {
    assert.ok(interrupted >= 7, `${interrupted} of ${CHAIN.length}`);
  });

  it("is finished by the next up", async () => {
    if (hasPendingCreates(lab.project, "dev")) {
      await lab.ok(UP, TAKE_OVER_EXISTING);
      await clearPendingCreates(lab.project, "dev");
    }
    await lab.ok(UP);
  });

  it("is then without changes", async () => {
    await lab.unchanged("dev");
  });

  it("has no operation pending", async () => {
    assert.deepEqual((await lab.deployment("dev")).pending_operations ?? [], []);
  });
});

/** How many events about resources an up has logged so far. */
async function resourceEvents(log: string): Promise<number> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.split("\n").filter((line) => /"(resourcePreEvent|resOutputsEvent)"/.test(line)).length;
}
