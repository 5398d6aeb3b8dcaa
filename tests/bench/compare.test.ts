import assert from "node:assert/strict";
import { groupRounds, orders } from "./compare";
import type { Subject } from "./measure";

describe("bench/compare", () => {
  it("begins each round with another command, and runs each once per round", () => {
    assert.deepEqual(orders(2, 3), [
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    for (const order of orders(4, 9)) assert.deepEqual([...order].sort(), [0, 1, 2, 3]);
  });

  it("keeps the order within a group and measures no warm-up", async () => {
    const ran: string[] = [];
    const subject = (name: string): Subject => ({
      name,
      command: process.execPath,
      args: ["-e", ""],
      cwd: process.cwd(),
      env: process.env,
      before: () => Promise.resolve(void ran.push(name)),
    });
    const samples = await groupRounds([[subject("first"), subject("second")], [subject("other")]], 2);
    assert.deepEqual(ran, ["first", "second", "other", "first", "second", "other", "other", "first", "second"]);
    assert.deepEqual(
      samples.map((group) => group.map(({ length }) => length)),
      [[2, 2], [2]],
    );
  }).timeout(60_000);
});
