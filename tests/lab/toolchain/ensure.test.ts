import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { World } from "./world";

describe("ensureSet", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => {
    world.remove();
  });

  it("builds every program into one folder, where it runs", async () => {
    const { dir } = await world.ensure();
    assert.deepEqual(world.built(), ["alpha", "beta"]);
    for (const name of ["alpha", "beta"]) execFileSync(join(dir, "bin", name), { stdio: "pipe" });
    assert.deepEqual(world.leftovers(), []);
  });

  it("uses a complete set without any process, even when Go is gone", async () => {
    const first = await world.ensure();
    world.built();
    world.env = { PATH: "/nowhere" };
    // The time of this process, as others may keep the machine busy.
    const before = process.cpuUsage();
    const second = await world.ensure();
    assert.equal(second.dir, first.dir);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 100_000, `a complete set is found at once, not by ${(user + system) / 1000} ms of work`);
  });

  it("rebuilds only the module whose go.mod changed, into a set of its own", async () => {
    const before = await world.ensure();
    world.built();
    world.writeProgram("beta", "v1.1.0");
    const after = await world.ensure();
    assert.deepEqual(world.built(), ["beta"]);
    assert.notEqual(after.dir, before.dir);
    const inode = (dir: string, name: string) => statSync(join(dir, "bin", name)).ino;
    assert.equal(inode(after.dir, "alpha"), inode(before.dir, "alpha"), "the unchanged program uses its space once");
    assert.notEqual(inode(after.dir, "beta"), inode(before.dir, "beta"));
  });

  it("makes a set anew when a program in it was cut short", async () => {
    const { dir } = await world.ensure();
    world.built();
    truncateSync(join(dir, "bin", "alpha"), 10);
    await world.ensure();
    assert.deepEqual(world.built(), ["alpha"]);
    execFileSync(join(dir, "bin", "alpha"), { stdio: "pipe" });
  });

  it("says what it builds, and how many are left", async () => {
    const said: string[] = [];
    const say = (text: string): void => {
      said.push(text);
    };
    await world.ensure({ reporter: { step: say, progress: () => undefined, done: say } });
    assert.match(said[0] ?? "", /part 1 of 2, alpha v1\.0\.0/);
    assert.match(said[1] ?? "", /alpha v1\.0\.0, 1 left/);
    assert.match(said.at(-1) ?? "", /complete/);
  });

  it("copies the CRDs of an operator from its module, and nothing else", async () => {
    const crd = "kind: CustomResourceDefinition\nmetadata: {name: things.lab.test}\n";
    const sum = world.publish("lab.test/operator", "v1.2.3", {
      "crds/things.yaml": crd,
      "crds/kustomization.yaml": "kind: Kustomization\n",
      "main.go": "package main\n",
    });
    world.write("modules/crds/go.mod", "module lab.test/crds\n\ngo 1.21\n\nrequire lab.test/operator v1.2.3\n");
    world.write("modules/crds/go.sum", sum);
    world.crds = [{ operator: "thing-operator", module: "lab.test/operator", paths: ["crds"] }];
    const { dir, files } = await world.ensure();
    assert.deepEqual(
      files.filter((file) => file.startsWith("crds/")),
      ["crds/thing-operator/things.yaml"],
    );
    assert.equal(readFileSync(join(dir, "crds/thing-operator/things.yaml"), "utf8"), crd);
    assert.equal(readFileSync(join(world.modules, "crds/go.sum"), "utf8"), sum, "the clone's go.sum stays as it was");
  });
});
