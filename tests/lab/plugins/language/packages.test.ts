import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lockedPackages, packageManagerOf } from "../../../../lab/plugins/language/package-managers";
import { requiredPackages } from "../../../../lab/plugins/language/packages";

describe("the packages of a program", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "bulwark-packages-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function write(path: string, value: unknown): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof value === "string" ? value : JSON.stringify(value));
  }

  async function required(): Promise<string[]> {
    return (await requiredPackages(root)).map((found) => `${found.getKind()} ${found.getName()} ${found.getVersion()}`);
  }

  it("ask for providers by scoped name, by their own name and version, and when nested", async () => {
    await write("node_modules/@pulumi/aws/package.json", {
      name: "@pulumi/aws",
      version: "1.2.3",
      pulumi: { resource: true },
    });
    await write("node_modules/third/package.json", {
      name: "third",
      version: "9.9.9",
      pulumi: { resource: true, name: "other", version: "v4.5.6" },
    });
    await write("node_modules/plain/package.json", { name: "plain", version: "1.0.0" });
    await write("node_modules/plain/node_modules/@pulumi/tls/package.json", {
      name: "@pulumi/tls",
      version: "0.1.0",
      pulumi: { resource: true },
    });
    assert.deepEqual(await required(), ["resource aws v1.2.3", "resource tls v0.1.0", "resource other v4.5.6"]);
  });

  it("are looked for in folders of the program, but not in its policy packs", async () => {
    const manifest = { name: "@pulumi/aws", version: "1.2.3", pulumi: { resource: true } };
    await write("part/node_modules/@pulumi/aws/package.json", manifest);
    await write("policies/PulumiPolicy.yaml", "runtime: nodejs\n");
    await write("policies/node_modules/@pulumi/gcp/package.json", { ...manifest, name: "@pulumi/gcp" });
    assert.deepEqual(await required(), ["resource aws v1.2.3"]);
  });

  it("follow links once, also when they lead back, and skip a manifest that is broken or anonymous", async () => {
    await write("real/package.json", { name: "@pulumi/aws", version: "1.2.3", pulumi: { resource: true } });
    await mkdir(join(root, "node_modules", "@pulumi"), { recursive: true });
    await symlink(join(root, "real"), join(root, "node_modules", "@pulumi", "aws"));
    await symlink(root, join(root, "node_modules", "self"));
    await write("node_modules/broken/package.json", "{");
    await write("node_modules/anonymous/package.json", {
      name: "anonymous",
      version: "1.0.0",
      pulumi: { resource: true },
    });
    assert.deepEqual(await required(), ["resource aws v1.2.3"]);
  });

  it("come from the nearest lock file, the direct ones or all", async () => {
    await write("package.json", { dependencies: { a: "1" }, devDependencies: { "@s/b": "2" } });
    await write("package-lock.json", {
      packages: {
        "": {},
        "node_modules/a": { version: "1.0.0" },
        "node_modules/a/node_modules/@s/b": { version: "1.5.0" },
        "node_modules/@s/b": { version: "2.0.0" },
        "node_modules/linked": { link: true },
      },
    });
    await mkdir(join(root, "program"));
    assert.deepEqual(await lockedPackages(join(root, "program"), false), [
      { name: "a", version: "1.0.0" },
      { name: "@s/b", version: "2.0.0" },
    ]);
    assert.equal((await lockedPackages(root, true)).length, 3);
  });

  it("are installed by the manager whose lock file is there, else npm, unless one is chosen", async () => {
    assert.equal(await packageManagerOf(root, "auto"), "npm");
    await write("pnpm-lock.yaml", "");
    assert.equal(await packageManagerOf(root, "auto"), "pnpm");
    assert.equal(await packageManagerOf(root, "yarn"), "yarn");
  });
});
