import assert from "node:assert/strict";

import { nearest } from "../../config/nearest";

describe("nearest", () => {
  it("finds a name with one letter wrong", () => {
    assert.deepEqual(nearest("logLevle", ["logLevel", "replicas"]), ["logLevel"]);
  });

  it("ignores case", () => {
    assert.deepEqual(nearest("maxconnections", ["maxConnections", "replicas"]), ["maxConnections"]);
  });

  it("finds a short name with two letters swapped", () => {
    assert.deepEqual(nearest("hap", ["hpa", "replicas"]), ["hpa"]);
  });

  it("offers every name that is equally near", () => {
    assert.deepEqual(nearest("manReplicas", ["maxReplicas", "minReplicas"]), ["maxReplicas", "minReplicas"]);
  });

  it("offers nothing when nothing is near", () => {
    assert.deepEqual(nearest("banana", ["logLevel", "replicas"]), []);
  });

  it("offers nothing among no names", () => {
    assert.deepEqual(nearest("logLevel", []), []);
  });
});
