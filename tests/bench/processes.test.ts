import assert from "node:assert/strict";
import { parseStat, runningProcesses, treeOf, type ProcessTimes } from "./processes";

const process_ = (pid: number, parent: number): ProcessTimes => ({ pid, parent, own: 0, waitedFor: 0 });

describe("bench/processes", () => {
  it("reads parent and times of a process, whatever its name", () => {
    const line = "42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 900 100 20 0 1 0 99 1 1";
    assert.deepEqual(parseStat(line), { pid: 42, parent: 7, own: 2, waitedFor: 10 });
  });

  it("takes a process with all its descendants and no others", () => {
    const all = [process_(1, 0), process_(5, 1), process_(6, 5), process_(7, 6), process_(8, 1)];
    assert.deepEqual(
      treeOf(5, all).map(({ pid }) => pid),
      [5, 6, 7],
    );
  });

  it("finds this process below its parent, where the system has /proc", function () {
    if (process.platform !== "linux") this.skip();
    const pids = treeOf(process.ppid, runningProcesses()).map(({ pid }) => pid);
    assert.ok(pids.includes(process.pid));
  });
});
