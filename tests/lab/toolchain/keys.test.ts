import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bulwarkCatalogue, type Catalogue } from "../../../lab/toolchain/catalogue";
import { buildKey, makePlan } from "../../../lab/toolchain/keys";
import { catalogueOf, World } from "./world";

describe("keys", () => {
  let world: World;
  let catalogue: Catalogue;
  const go = { version: "go1.26.4", cgo: "1" };
  beforeEach(() => {
    world = new World();
    catalogue = catalogueOf(world.spec);
  });
  afterEach(() => {
    world.remove();
  });
  const key = (from = catalogue, by = go): string => {
    const [alpha] = makePlan(from).builds;
    assert.ok(alpha);
    return buildKey(alpha, by);
  };

  it("stay the same for the same inputs", () => {
    assert.equal(makePlan(catalogue).setKey, makePlan(catalogue).setKey);
    assert.equal(key(), key());
  });

  it("of a build change with Go and with cgo", () => {
    assert.notEqual(key(), key(catalogue, { ...go, version: "go1.26.5" }));
    assert.notEqual(key(), key(catalogue, { ...go, cgo: "0" }));
  });

  it("change with go.sum", () => {
    const before = [key(), makePlan(catalogue).setKey];
    world.append("modules/alpha/go.sum", "lab.test/other v1.0.0 h1:x\n");
    assert.notEqual(key(), before[0]);
    assert.notEqual(makePlan(catalogue).setKey, before[1]);
  });

  it("change with a Go file of the module's own", () => {
    const before = [key(), makePlan(catalogue).setKey];
    world.append("modules/alpha/main.go", "// another comment\n");
    assert.notEqual(key(), before[0]);
    assert.notEqual(makePlan(catalogue).setKey, before[1]);
  });

  it("change with the linker's variables, which know the pinned version", () => {
    const [alpha, ...others] = catalogue.builds;
    assert.ok(alpha);
    const linked = { ...alpha, linkVariables: (version: string) => ({ "lab.test/alpha.version": version }) };
    const changed = { ...catalogue, builds: [linked, ...others] };
    assert.notEqual(key(changed), key());
    assert.equal(makePlan(changed).builds[0]?.flags.at(-1), "-s -w -X lab.test/alpha.version=v1.0.0");
  });

  it("of a set change with the choice of CRD files", () => {
    mkdirSync(join(world.modules, "crds"), { recursive: true });
    writeFileSync(join(world.modules, "crds/go.mod"), "module c\n\ngo 1.21\n\nrequire lab.test/operator v1.0.0\n");
    const crds = [{ operator: "o", module: "lab.test/operator", paths: ["crds"] }];
    assert.notEqual(makePlan({ ...catalogue, crds }).setKey, makePlan(catalogue).setKey);
  });
});

describe("the catalogue of Bulwark", () => {
  it("gives Kubernetes, Pulumi and metrics-server their versions, as they report none by themselves", () => {
    const { builds } = makePlan(bulwarkCatalogue());
    const flagsOf = (name: string) => builds.find(({ build }) => build.name === name)?.flags.join(" ") ?? "";
    for (const [name, variable] of [
      ["kubernetes", "k8s.io/component-base/version.gitVersion"],
      ["kubernetes", "k8s.io/client-go/pkg/version.gitVersion"],
      ["pulumi", "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"],
      ["metrics-server", "k8s.io/client-go/pkg/version.gitVersion"],
    ] as const) {
      const version = builds.find(({ build }) => build.name === name)?.version;
      assert.ok(flagsOf(name).includes(`-X ${variable}=${version ?? ""}`), `${name} ${variable}`);
    }
  });

  it("builds every program in a package whose name is the program's, where one build makes several", () => {
    for (const { name, binaries } of bulwarkCatalogue().builds) {
      const entries = Object.entries(binaries);
      if (entries.length === 1) continue;
      for (const [program, path] of entries) assert.equal(path.split("/").at(-1), program, name);
    }
  });

  it("has a checksum for each module whose CRDs it takes", () => {
    const { catalogue, crds } = makePlan(bulwarkCatalogue());
    for (const { module } of catalogue.crds) {
      assert.ok(crds.goSum.includes(`${module} ${crds.requires.get(module) ?? "?"} h1:`), module);
    }
    assert.equal(crds.requires.size, catalogue.crds.length, "nothing is pinned that is not taken");
  });
});
