import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../../../lab/errors";
import { World } from "./world";

/** Runs it and returns the text of the one clear error that it must end with. */
async function errorOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => assert.fail("it must fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LabError, String(error));
  assert.notEqual(error.remedy, "");
  return error.describe();
}

describe("ensureSet, when it cannot", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => {
    world.remove();
  });

  it("names the missing Go and the version to install", async () => {
    world.env = { ...world.env, PATH: "/nowhere" };
    assert.match(await errorOf(world.ensure()), /Go is not installed[\s\S]*Install Go 1\.21 or newer/);
  });

  it("names the installed and the needed version of a Go that is too old", async () => {
    world.fakeGo(`echo '{"GOVERSION": "go1.20.3", "GOTOOLCHAIN": "local"}'`);
    assert.match(await errorOf(world.ensure()), /too old: go1\.20\.3 is installed[\s\S]*needs 1\.21 or newer/);
  });

  it("asks for the highest version that any go.mod needs", async () => {
    world.write("modules/crds/go.mod", "module lab.test/crds\n\ngo 1.99.1\n");
    assert.match(await errorOf(world.ensure()), /needs 1\.99\.1 or newer/);
    assert.deepEqual(world.built(), []);
  });

  it("says why an older Go could not fetch the needed one", async () => {
    world.write("modules/crds/go.mod", "module lab.test/crds\n\ngo 1.99.1\n");
    world.env = { ...world.env, GOTOOLCHAIN: "auto" };
    assert.match(await errorOf(world.ensure()), /too old: go1\.\d+[\s\S]*download go1\.99\.1/);
  });

  it("names a cache folder that cannot be written", async () => {
    writeFileSync(world.cache, "a file where the folder should be");
    const text = await errorOf(world.ensure());
    assert.ok(text.includes(world.cache), text);
    assert.match(text, /cannot be written[\s\S]*BULWARK_CACHE/);
  });

  it("checks the space before it builds anything", async () => {
    const text = await errorOf(world.ensure({ freeSpace: () => Promise.resolve(300e6) }));
    assert.match(text, /Not enough disk space[\s\S]*0\.6 GB are needed, 0\.3 GB are free/);
    assert.deepEqual(world.built(), []);
  });

  it("needs no space for a set that is complete", async () => {
    await world.ensure();
    await world.ensure({ freeSpace: () => Promise.resolve(0) });
  });

  it("tells a disk that became full while building", async () => {
    world.fakeGo(`[ "$1" = env ] && exec /usr/bin/env PATH=${process.env["PATH"] ?? ""} go "$@"
      echo "write /tmp/x: no space left on device" >&2; exit 1`);
    assert.match(await errorOf(world.ensure()), /disk became full[\s\S]*Free some space/);
  });

  it("names the module, the version and the answer of a refused download", async () => {
    world.append("modules/alpha/go.mod", "require lab.test/refused v1.4.0\n");
    world.append(
      "modules/alpha/go.sum",
      `lab.test/refused v1.4.0 h1:${"A".repeat(43)}=\nlab.test/refused v1.4.0/go.mod h1:${"A".repeat(43)}=\n`,
    );
    world.write("modules/alpha/main.go", 'package main\n\nimport _ "lab.test/refused"\n\nfunc main() {}\n');
    const text = await errorOf(world.ensure());
    assert.match(text, /lab\.test\/refused v1\.4\.0 could not be downloaded\.\n {2}Answer: .*no such file/);
    assert.match(text, /GOPROXY/);
    assert.deepEqual(world.leftovers(), []);
  });

  it("shows the last lines of a compile failure", async () => {
    world.writeProgram("beta", "v1.0.0", "package main\n\nfunc main() { undefinedFunction() }\n");
    assert.match(await errorOf(world.ensure()), /Building beta v1\.0\.0 failed[\s\S]*undefined: undefinedFunction/);
    assert.deepEqual(world.leftovers(), []);
  });

  it("refuses a changed download whatever switches verification off", async () => {
    const module = "lab.test/dependency";
    const sum = world.publish(module, "v1.0.0", { "dependency.go": "package dependency\n" });
    world.publish(module, "v1.0.0", { "dependency.go": "package dependency\n\n// changed afterwards\n" });
    world.append("modules/alpha/go.mod", `require ${module} v1.0.0\n`);
    world.append("modules/alpha/go.sum", sum);
    world.write("modules/alpha/main.go", `package main\n\nimport _ "${module}"\n\nfunc main() {}\n`);
    world.env = {
      ...world.env,
      GOFLAGS: "-mod=mod -modcacherw",
      GOSUMDB: "off",
      GONOSUMDB: "*",
      GONOSUMCHECK: "1",
      GOPRIVATE: "*",
      GOINSECURE: "*",
    };
    assert.match(await errorOf(world.ensure()), /not what go\.sum says[\s\S]*checksum mismatch/);
  });

  it("refuses a CRD module whose checksum go.sum does not have, and leaves go.sum alone", async () => {
    world.publish("lab.test/operator", "v1.0.0", { "crds/a.yaml": "kind: CustomResourceDefinition\n" });
    world.append("modules/crds/go.mod", "\nrequire lab.test/operator v1.0.0\n");
    world.crds = [{ operator: "op", module: "lab.test/operator", paths: ["crds"] }];
    assert.match(
      await errorOf(world.ensure()),
      new RegExp(`${join("crds", "go.sum")} has no checksum for lab.test/operator v1.0.0`),
    );
  });

  it("says so when a module has no CRD where one is expected", async () => {
    const sum = world.publish("lab.test/operator", "v1.0.0", { "crds/a.yaml": "kind: ConfigMap\n" });
    world.append("modules/crds/go.mod", "\nrequire lab.test/operator v1.0.0\n");
    world.write("modules/crds/go.sum", sum);
    world.crds = [{ operator: "op", module: "lab.test/operator", paths: ["crds"] }];
    assert.match(
      await errorOf(world.ensure()),
      /lab\.test\/operator v1\.0\.0 holds no CustomResourceDefinition in crds/,
    );
  });
});
