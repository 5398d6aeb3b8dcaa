import assert from "node:assert/strict";

import { auditIn, deployment, documents, jsonOf } from "./support";

const IMAGE = { "spec.containers.0.image": `quay.example.org/app@sha256:${"ab".repeat(32)}` };
const files = (config: unknown) => ({
  "a.yaml": documents(deployment(IMAGE)),
  "pack.json": JSON.stringify(config),
});
const levels = (config: unknown): readonly string[] =>
  jsonOf({ files: files(config) }, "a.yaml", "--config", "pack.json")
    .violations.filter(({ rule }) => rule === "image-registry")
    .map(({ level }) => level);

describe("an audit with the pack's configuration", () => {
  it("judges by its settings", () => {
    assert.deepEqual(levels({}), ["mandatory"]);
    assert.deepEqual(levels({ settings: { registries: ["registry.example.com", "quay.example.org"] } }), []);
  });

  it("takes its levels, alone or beside other settings of a policy", () => {
    assert.deepEqual(levels({ "image-registry": "advisory" }), ["advisory"]);
    assert.deepEqual(levels({ "image-registry": { enforcementLevel: "disabled" } }), []);
    assert.deepEqual(levels({ all: "advisory" }), ["advisory"]);
    assert.deepEqual(levels({ all: "disabled", "image-registry": "mandatory" }), ["mandatory"]);
  });

  it("takes what the pack would mend for a mandatory violation, because it mends nothing", () => {
    assert.deepEqual(levels({ all: "disabled", "image-registry": "remediate" }), ["mandatory"]);
  });

  it("passes what is only advised against", () => {
    const report = jsonOf({ files: files({ all: "advisory" }) }, "a.yaml", "--config", "pack.json");
    assert.ok(report.violations.length > 0);
    assert.equal(report.code, 0);
  });

  it("takes the level of the lenient variant where the environment is lenient", () => {
    const judge = (config: unknown): readonly string[] =>
      jsonOf({ files: files(config) }, "a.yaml", "--config", "pack.json", "--environment", "dev")
        .violations.filter(({ rule }) => rule === "image-registry")
        .map(({ level }) => level);
    assert.deepEqual(judge({ "image-registry": "disabled" }), ["advisory"]);
    assert.deepEqual(judge({ "image-registry-advice": "disabled" }), []);
  });

  it("names every wrong name and value at once", () => {
    const config = {
      "image-registri": "advisory",
      "image-tag": "sometimes",
      settings: { registry: ["a"], registries: "a" },
    };
    const { code, err } = auditIn({ files: files(config) }, "a.yaml", "--config", "pack.json");
    assert.equal(code, 2);
    for (const place of ["image-registri", "image-tag", "settings.registry", "settings.registries"]) {
      assert.match(err, new RegExp(`^\\d\\. pack\\.json: ${place}\n   given: .*\n   allowed: .*\n   remedy: `, "m"));
    }
  });

  it("names a file that is no JSON, or not there", () => {
    const broken = auditIn({ files: { ...files({}), "pack.json": "{" } }, "a.yaml", "--config", "pack.json");
    assert.equal(broken.code, 2);
    assert.match(broken.err, /^1\. pack\.json\n/m);
    const missing = auditIn({ files: files({}) }, "a.yaml", "--config", "none.json");
    assert.match(missing.err, /ENOENT/);
  });
});
