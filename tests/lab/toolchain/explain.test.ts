import assert from "node:assert/strict";
import { explainFailure } from "../../../lab/toolchain/failures";

describe("explainFailure", () => {
  // What Go 1.26 wrote in each case.
  const cases: [string, string, RegExp][] = [
    [
      "a proxy that refuses",
      "go: example.test/a@v1.2.3: reading http://proxy.test/example.test/a/@v/v1.2.3.info: 403 Forbidden",
      /example\.test\/a v1\.2\.3 could not be downloaded\.\n {2}Answer: reading .*403 Forbidden/,
    ],
    [
      "downloads that are switched off",
      "go: example.test/a@v1.2.3: module lookup disabled by GOPROXY=off",
      /example\.test\/a v1\.2\.3 could not be downloaded\.\n {2}Answer: module lookup disabled by GOPROXY=off/,
    ],
    [
      "a source repository that is not reached",
      'main.go:3:8: unrecognized import path "example.test/a": https fetch: Get "https://example.test/a": dial tcp: no such host',
      /example\.test\/a could not be downloaded\.\n {2}Answer: https fetch/,
    ],
    [
      "a cache of Go that cannot be written",
      "go: could not create module cache: mkdir /cache/mod: permission denied",
      /Go cannot write one of its folders\.\n.*mkdir \/cache\/mod[\s\S]*GOMODCACHE/,
    ],
    [
      "a full disk",
      "# example.test/a\nwrite /tmp/x.o: no space left on device",
      /Not enough disk space[\s\S]*became full/,
    ],
    ["anything else", "# example.test/a\n./a.go:3:4: undefined: b", /Building x failed[\s\S]*undefined: b/],
  ];
  for (const [what, output, expected] of cases) {
    it(`explains ${what}`, () => {
      const run = { code: 1, stdout: "", lines: output.split("\n") };
      assert.match(explainFailure("x", run, "/cache").describe(), expected);
    });
  }
});
