import assert from "node:assert/strict";

import { auditIn, deployment, documents, jsonOf } from "./support";

describe("the JSON report", () => {
  const files = { "a.yaml": documents(deployment({ "spec.hostPID": true, "spec.hostIPC": true })), "b.yaml": "5\n" };

  it("is one JSON document and nothing else", () => {
    const { out, err } = auditIn({ files }, ".", "--json");
    assert.equal(err, "");
    assert.doesNotThrow(() => JSON.parse(out) as unknown);
  });

  it("states its version, what was judged and by what", () => {
    const { version, profile, environment, stack, totals } = jsonOf({ files }, ".", "--profile", "baseline");
    assert.deepEqual(
      { version, profile, environment, stack },
      { version: 1, profile: "baseline", environment: "prod", stack: "prod" },
    );
    assert.deepEqual(totals, { files: 2, objects: 1, rules: 12, mandatory: 2, advisory: 0, exempted: 0, faults: 1 });
  });

  it("has violations in the order of the lines, and of the columns", () => {
    const spec = JSON.stringify({ hostPID: true, hostIPC: true, hostNetwork: true });
    const pod = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": ${spec}}\n`;
    const { violations } = jsonOf({ files: { "a.yaml": `---\n${pod}---\n${pod}` } }, ".", "--profile", "baseline");
    const places = violations.map(({ line, path }) => `${line} ${path}`);
    const paths = ["spec.hostPID", "spec.hostIPC", "spec.hostNetwork"];
    assert.deepEqual(
      places,
      [2, 4].flatMap((line) => paths.map((path) => `${line} ${path}`)),
    );
  });

  it("does not repeat a secret", () => {
    const secret = "postgres://app:hunter22@db:5432/app";
    const env = [{ name: "DATABASE_URL", value: secret }];
    const { out } = auditIn(
      { files: { "a.yaml": documents(deployment({ "spec.containers.0.env": env })) } },
      ".",
      "--json",
    );
    assert.match(out, /environment-secrets/);
    assert.doesNotMatch(out, /hunter22/);
  });
});
