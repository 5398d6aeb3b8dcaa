import assert from "node:assert/strict";

import { auditIn, documents, privilegedWithExemption } from "./support";
import type { JsonObject } from "../support/objects";

const unknown = (name: string): JsonObject => ({ apiVersion: "example.com/v1", kind: "Thing", metadata: { name } });

describe("the readable report", () => {
  const files = {
    "k8s/app.yaml": documents(privilegedWithExemption(), unknown("a"), unknown("b")),
    "k8s/broken.yaml": "kind: [\n",
  };
  const { code, out, err } = auditIn({ files }, "k8s");

  it("begins each violation with file, line, column, level and rule, and gives the remedy", () => {
    assert.match(
      out,
      /^k8s\/app\.yaml:\d+:\d+: mandatory: R-12 privileged: Containers are not privileged\n {2}Deployment team\/app, container app: .* is true; wanted: .*\n {2}Remedy: /m,
    );
    assert.equal(code, 1);
    assert.equal(err, "");
  });

  it("tells what is exempted, by which entry, until when and why", () => {
    assert.match(
      out,
      /: exempted: R-06 .*\n {2}Deployment team\/app, container app: .* by app-writable-root until 2027-01-31 \(platform-security\): It writes/,
    );
  });

  it("names file, document and line of broken input", () => {
    assert.match(out, /^k8s\/broken\.yaml:\d+:\d+: document 1: error: it is no YAML: /m);
  });

  it("tells once for each kind what no rule knows", () => {
    assert.match(out, /^k8s\/app\.yaml:\d+:\d+: not judged: no rule knows Thing of example\.com\/v1 \(2 objects\)$/m);
  });

  it("tells which rules are not judged, and why", () => {
    assert.match(
      out,
      /^not judged: R-78 protect-data: the resource option protect, which stands in a program and not in a manifest \(/m,
    );
  });

  it("ends with the sums", () => {
    assert.match(
      out,
      /\n3 objects in 2 files, \d+ rules \(profile all, environment prod\): \d+ mandatory, \d+ advisory, 1 exempted, 1 input error\n$/,
    );
  });
});
