import assert from "node:assert/strict";
import { shortImage, table } from "../../lab/summary";

describe("the summary of npm start", () => {
  it("shows twelve digits of a digest", () => {
    const digest = "0123456789abcdef".repeat(4);
    assert.equal(
      shortImage(`registry.example.com/app@sha256:${digest}`),
      "registry.example.com/app@sha256:0123456789ab…",
    );
  });

  it("shows a tag as it is", () => {
    assert.equal(shortImage("registry.example.com:5000/app:v1.0.0"), "registry.example.com:5000/app:v1.0.0");
  });

  it("aligns the columns of a table and leaves no blanks behind the last one", () => {
    assert.equal(
      table([
        ["A", "B"],
        ["long", "x"],
      ]),
      "A     B\nlong  x",
    );
  });
});
