import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

interface Translation {
  readonly outputText: string;
  readonly sourceMapText: string;
}
interface Transpiler {
  readonly transpile: (input: string, options: { fileName: string }) => Translation;
}

const { create } = createRequire(__filename)("../transpile.cjs") as {
  create: (service: object, root: string) => Transpiler;
};

describe("transpile.cjs", () => {
  let root: string;
  let transpiler: Transpiler;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "transpile-"));
    transpiler = create({}, root);
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const translate = (path: string): Translation => {
    const fileName = join(root, path);
    return transpiler.transpile(readFileSync(fileName, "utf8"), { fileName });
  };

  it("makes a script of each module, with the places of its source", () => {
    write("systems/a/one.ts", "export const one: number = 1;\n");
    write("systems/two.ts", 'import { one } from "./a/one";\n\nexport const two = one + 1;\n');
    assert.match(translate("systems/two.ts").outputText, /require\("\.\/a\/one"\)/);
    const { outputText, sourceMapText } = translate("systems/a/one.ts");
    assert.match(outputText, /const one = 1/);
    assert.notEqual((JSON.parse(sourceMapText) as { mappings: string }).mappings, "");
  });

  it("keeps a declared field out of the constructor, as the components need it", () => {
    write("components/base.ts", "export class A { declare readonly name: string; }\n");
    assert.doesNotMatch(translate("components/base.ts").outputText, /name;/);
  });

  it("gives a changed file anew", () => {
    write("config/a.ts", "export const a = 1;\n");
    translate("config/a.ts");
    write("config/a.ts", "export const a = 2;\n");
    assert.match(translate("config/a.ts").outputText, /const a = 2/);
  });

  it("names file and line of a text that is no TypeScript, and lets nothing else fail for it", () => {
    write("config/broken.ts", "export const a = 1;\nexport const = 2;\n");
    write("config/sound.ts", "export const a = 1;\n");
    assert.throws(() => translate("config/broken.ts"), /broken\.ts:2:/);
    assert.match(translate("config/sound.ts").outputText, /const a = 1/);
  });

  it("translates a program's entry and files of other folders", () => {
    write("index.ts", "export = () => 1;\n");
    assert.match(translate("index.ts").outputText, /module\.exports = /);
    const elsewhere = create({}, join(root, "program"));
    write("other/a.ts", "export const a = 1;\n");
    const fileName = join(root, "other/a.ts");
    assert.match(elsewhere.transpile("export const a = 1;\n", { fileName }).outputText, /const a = 1/);
  });
});
