import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Bundle {
  load(folder: string, entry: string, requireFrom: NodeJS.Require): Promise<Record<string, unknown>>;
}

const ROOT = join(__dirname, "../../..");
const CACHE = join(ROOT, "node_modules/.cache/bulwark-policies");

describe("the start of the pack", function () {
  this.timeout(60_000);
  let folder: string;
  let before: Set<string>;

  const bundle = createRequire(__filename)("../../../policies/start/bundle.cjs") as Bundle;
  const write = (name: string, content: string): void => {
    writeFileSync(join(folder, name), content);
  };
  const load = (): Promise<Record<string, unknown>> =>
    bundle.load(folder, "index.ts", createRequire(join(folder, "main.cjs")));
  const cached = (): string[] => readdirSync(CACHE).filter((name) => !before.has(name));

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bulwark-pack-")));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    before = new Set(listed());
    write("index.ts", 'import { word } from "./word";\nexport const said: string = word;\n');
    write("word.ts", 'export const word: string = "first";\n');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const name of cached()) {
      rmSync(join(CACHE, name));
    }
  });

  it("runs TypeScript without checking its types, and a second time from the cache", async () => {
    write("word.ts", 'export const word: number = "first";\n');
    assert.equal((await load())["said"], "first");
    const files = cached();
    assert.equal((await load())["said"], "first");
    assert.deepEqual(cached(), files);
  });

  it("runs an edited file at once", async () => {
    await load();
    write("word.ts", 'export const word: string = "second";\n');
    assert.equal((await load())["said"], "second");
  });

  it("does not run a bundle that was changed in the cache", async () => {
    await load();
    const [code] = cached().filter((name) => name.endsWith(".cjs"));
    const file = join(CACHE, code!);
    writeFileSync(file, readFileSync(file, "utf8").replace("first", "other"));
    assert.equal((await load())["said"], "first");
  });

  it("has the policy SDK read each object once, but what a remediation may change anew", async () => {
    write("index.ts", 'export { deserializeProperties } from "@pulumi/policy/deserialize";\n');
    const { deserializeProperties: read } = (await load()) as {
      deserializeProperties: (...args: unknown[]) => unknown;
    };
    const wire = { toJavaScript: () => ({ kind: "Pod" }) };
    assert.deepEqual(read(wire, false), { kind: "Pod" });
    assert.equal(read(wire, false), read(wire, false));
    assert.notEqual(read(wire, true), read(wire, true));
    assert.notEqual(read({ ...wire }, false), read(wire, false));
  });

  it("names file and line of a source that is no TypeScript", async () => {
    write("word.ts", "export const word = ;\n");
    await assert.rejects(load(), /word\.ts:1:20/);
  });
});

function listed(): string[] {
  try {
    return readdirSync(CACHE);
  } catch {
    return [];
  }
}
