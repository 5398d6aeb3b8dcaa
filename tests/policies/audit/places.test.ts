import assert from "node:assert/strict";

import { readManifests } from "../../../policies/audit/manifests";
import { steps } from "../../../policies/audit/places";

const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  name: app
  labels:
    app.kubernetes.io/name: app
spec:
  containers:
    - name: app
      image: "app:1"
      securityContext:
        privileged: true
    - name: other
      command: [sh, -c, sleep 5]
  volumes: []
`;
const lines = MANIFEST.split("\n");

/** What of the file a place means. */
function meant(path: string): string {
  const { line, column, endLine, endColumn } = readManifests({ name: "a.yaml", content: MANIFEST }).manifests[0]!.place(
    path,
  );
  assert.equal(endLine, line);
  return `${line}: ${lines[line - 1]!.slice(column - 1, endColumn - 1)}`;
}

describe("the place of a path", () => {
  it("is the plain value that stands there", () => {
    assert.equal(meant("spec.containers[0].securityContext.privileged"), "12: true");
    assert.equal(meant("spec.containers[0].image"), '10: "app:1"');
    assert.equal(meant("spec.containers[1].command[2]"), "14: sleep 5");
  });

  it("is found by keys with dots and slashes", () => {
    assert.equal(meant("metadata.labels['app.kubernetes.io/name']"), "6: app");
  });

  it("is the key of a map or a list", () => {
    assert.equal(meant("metadata.labels"), "5: labels");
    assert.equal(meant("spec.volumes"), "15: volumes");
  });

  it("is the first key of an object in a list", () => {
    assert.equal(meant("spec.containers[1]"), "13: name");
  });

  it("is the nearest thing around what is missing", () => {
    assert.equal(meant("spec.containers[0].securityContext.capabilities.drop"), "11: securityContext");
    assert.equal(meant("spec.containers[1].securityContext.privileged"), "13: name");
    assert.equal(meant("metadata.annotations['a.b/c']"), "3: metadata");
    assert.equal(meant("status.phase"), "1: apiVersion");
    assert.equal(meant(""), "1: apiVersion");
  });

  it("is read step by step", () => {
    assert.deepEqual(steps("spec.a[12]['b.c/d'].e"), ["spec", "a", 12, "b.c/d", "e"]);
  });
});
