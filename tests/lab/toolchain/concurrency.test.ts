import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildSync } from "esbuild";
import { World } from "./world";

interface Start {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  readonly output: () => string;
}

/** The driver as one JavaScript file: it starts in a fraction of the time that transpiling each file takes. */
function driver(world: World): string {
  const outfile = join(world.root, "driver.cjs");
  const entry = join(__dirname, "driver.ts");
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "cjs", logLevel: "error" });
  return outfile;
}

function start(world: World): Start {
  const child = spawn(process.execPath, [driver(world), JSON.stringify(world.spec)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return {
    process: child,
    ended: new Promise((resolve) =>
      child.once("close", () => {
        resolve();
      }),
    ),
    output: () => text,
  };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const limit = performance.now() + 15_000;
  while (!condition()) {
    assert.ok(performance.now() < limit, `waited 15 s for: ${what}`);
    await delay(20);
  }
}

/** Whether any process runs in the group that the hanging build leads. */
function groupRuns(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}

describe("ensureSet, interrupted or twice at once", function () {
  this.timeout(30_000);
  let world: World;
  const hanging = (): string => join(world.root, "hanging");
  beforeEach(() => {
    world = new World();
    world.hangingGo("beta");
  });
  afterEach(() => {
    world.remove();
  });

  it("builds each program once when started twice, and the second says whom it waits for", async () => {
    const starts = [start(world), start(world)];
    await until(
      "one hangs, the other waits",
      () => starts.some(({ output }) => /waiting for process \d+/.test(output())) && existsSync(hanging()),
    );
    world.write("release", "");
    await Promise.all(starts.map(({ ended }) => ended));
    const sets = starts.map(({ output }) => /^set (.*)$/m.exec(output())?.[1]);
    assert.ok(sets[0], "the first start ends with a set");
    assert.equal(sets[0], sets[1]);
    assert.deepEqual(world.built(), ["alpha", "beta"]);
    assert.deepEqual(world.leftovers(), []);
  });

  for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
    it(`leaves no process after ${signal}, and the next start resumes`, async () => {
      const killed = start(world);
      await until("the second build hangs", () => existsSync(hanging()));
      const leader = Number(readFileSync(hanging(), "utf8"));
      assert.ok(groupRuns(leader), "the build runs");
      killed.process.kill(signal);
      await killed.ended;
      await until("the build's processes are gone", () => !groupRuns(leader));
      assert.deepEqual(world.built(), ["alpha", "beta"]);

      world.write("release", "");
      await world.ensure();
      assert.deepEqual(world.built(), ["beta"], "what was complete is not built again");
      assert.deepEqual(world.leftovers(), [], "what the killed start left is swept");
    });
  }

  it("ends at once when its signal is aborted, with the signal's reason and without leftovers", async () => {
    const abort = new AbortController();
    const promise = world.ensure({ signal: abort.signal });
    await Promise.race([promise, until("the build hangs", () => existsSync(hanging()))]);
    const leader = Number(readFileSync(hanging(), "utf8"));
    const reason = new Error("interrupted by the test");
    abort.abort(reason);
    await assert.rejects(promise, reason);
    await until("the build's processes are gone", () => !groupRuns(leader));
    assert.deepEqual(world.leftovers(), []);
  });

  it("stops waiting for another start when its signal is aborted", async () => {
    const other = start(world);
    try {
      await until("the other start builds", () => existsSync(hanging()));
      const abort = new AbortController();
      const reason = new Error("interrupted by the test");
      const step = (text: string): void => {
        if (text.includes("waiting for process")) abort.abort(reason);
      };
      const reporter = { step, progress: () => undefined, done: () => undefined };
      await assert.rejects(world.ensure({ signal: abort.signal, reporter }), reason);
    } finally {
      rmSync(hanging());
      world.write("release", "");
      await other.ended;
    }
  });
});
