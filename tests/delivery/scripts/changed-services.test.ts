import assert from "node:assert/strict";

import { Workbench } from "./support";

describe("changed-services.sh", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => {
    bench.remove();
  });
  let first: string;
  beforeEach(() => {
    bench.git(".", "init", "--quiet", "--initial-branch=main", "source");
    for (const service of ["booking", "search"]) bench.write(`source/services/${service}/package-lock.json`, "{}");
    bench.write("source/docker/Dockerfile", "FROM scratch\n");
    first = bench.commit("source", "first");
  });
  const changed = (before: string, after: string): unknown => {
    const { status, stdout, stderr } = bench.script("source", "changed-services.sh", before, after);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };

  it("names the services whose folder changed", () => {
    bench.write("source/services/search/index.ts", "");
    assert.deepEqual(changed(first, bench.commit("source", "second")), ["search"]);
  });

  it("names all that are there when the way of building changed, or when nothing is known of before", () => {
    bench.write("source/docker/Dockerfile", "FROM node:22\n");
    const second = bench.commit("source", "second");
    assert.deepEqual(changed(first, second), ["booking", "search"]);
    for (const before of ["", "0".repeat(40)]) assert.deepEqual(changed(before, second), ["booking", "search"]);
  });

  it("names none when something else changed, or when there is no source of services", () => {
    bench.write("source/README.md", "");
    const second = bench.commit("source", "second");
    assert.deepEqual(changed(first, second), []);
    bench.git("source", "rm", "-r", "--quiet", "services");
    assert.deepEqual(changed(second, bench.commit("source", "third")), []);
  });
});
