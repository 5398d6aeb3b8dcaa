import assert from "node:assert/strict";
import { createReporter, formatElapsed } from "../../../lab/reporter";

/** A stream that remembers what was written to it. */
function recorder(isTTY: boolean): {
  write: (text: string) => void;
  isTTY: boolean;
  columns: number;
  text: () => string;
} {
  let text = "";
  const write = (more: string): void => {
    text += more;
  };
  return { write, isTTY, columns: 40, text: () => text };
}

describe("createReporter", () => {
  it("writes a line at the start and the end of a step where there is no terminal", () => {
    const stream = recorder(false);
    const reporter = createReporter(stream);
    reporter.step("building x");
    reporter.progress("half");
    reporter.done("x");
    assert.match(stream.text(), /^… building x\n✓ x \(\d.*\)\n$/);
  });

  it("draws one live line on a terminal, never longer than it is wide, and takes it away", () => {
    const stream = recorder(true);
    const reporter = createReporter(stream);
    reporter.step("building something with a rather long name");
    reporter.stop();
    const [, drawn = "", after] = stream.text().split("\r\x1b[2K");
    assert.ok(drawn.startsWith("… building something") && drawn.length < 40, drawn);
    assert.equal(after, "");
    assert.ok(!stream.text().includes("\n"));
  });

  it("is harmless to stop twice", () => {
    const stream = recorder(true);
    const reporter = createReporter(stream);
    reporter.stop();
    reporter.stop();
    assert.equal(stream.text(), "");
  });
});

describe("formatElapsed", () => {
  for (const [milliseconds, text] of [
    [420, "0.4 s"],
    [12_400, "12 s"],
    [59_600, "1 min 00 s"],
    [187_000, "3 min 07 s"],
  ] as const) {
    it(`writes ${milliseconds} ms as ${text}`, () => {
      assert.equal(formatElapsed(milliseconds), text);
    });
  }
});
