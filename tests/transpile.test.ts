import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { eventually } from "./lab/support";

interface Translation {
  readonly outputText: string;
  readonly sourceMapText: string;
}
interface Transpiler {
  readonly transpile: (input: string, options: { fileName: string }) => Translation;
}

const { create, run } = createRequire(__filename)("../transpile.cjs") as {
  create: (service: object, root: string) => Transpiler;
  run: (entry: string) => unknown;
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

  it("translates an entry without a project, and files of other folders", () => {
    write("index.ts", "export = () => 1;\n");
    assert.match(translate("index.ts").outputText, /module\.exports = /);
    const elsewhere = create({}, join(root, "program"));
    write("other/a.ts", "export const a = 1;\n");
    const fileName = join(root, "other/a.ts");
    assert.match(elsewhere.transpile("export const a = 1;\n", { fileName }).outputText, /const a = 1/);
  });
});

describe("a program", function () {
  this.timeout(60_000);
  let root: string;
  let cache: string;

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const said = (): unknown => (run(join(root, "index.ts")) as () => unknown)();
  const kept = (ending: string): string[] => readdirSync(cache).filter((name) => name.endsWith(ending));

  const prepare = (): PropertyDescriptor => Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")!;
  const byItself = prepare();

  async function keptOnce(ending: string): Promise<string | undefined> {
    await eventually(`a file ${ending} is kept`, () => Promise.resolve(kept(ending).length > 0));
    return kept(ending)[0];
  }

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "program-")));
    cache = join(root, "node_modules/.cache/bulwark");
    // The cache lies beside the installed esbuild.
    write("node_modules/esbuild/package.json", "{}");
    write("Pulumi.yaml", "name: program\n");
    write("index.ts", 'import { word } from "./systems/word";\n\nexport = (): string => word;\n');
    write("systems/word.ts", 'export const word: number = "first";\n');
  });
  afterEach(() => {
    Object.defineProperty(Error, "prepareStackTrace", byItself);
    rmSync(root, { recursive: true, force: true });
  });

  it("is run in the place of the entry beside Pulumi.yaml", () => {
    const fileName = join(root, "index.ts");
    const { outputText, sourceMapText } = create({}, root).transpile("", { fileName });
    assert.match(outputText, /\.run\(__filename\)/);
    assert.ok(JSON.parse(sourceMapText));
  });

  it("runs a second time from the cache", () => {
    assert.equal(said(), "first");
    const before = statSync(join(cache, kept(".cjs")[0]!)).mtimeMs;
    assert.equal(said(), "first");
    assert.equal(statSync(join(cache, kept(".cjs")[0]!)).mtimeMs, before);
  });

  it("runs an edited file at once, also one of the same length, size and time", async () => {
    said();
    const compiled = await keptOnce(".v8");
    const file = join(root, "systems/word.ts");
    const { atime, mtime } = statSync(file);
    write("systems/word.ts", 'export const word: number = "third";\n');
    utimesSync(file, atime, mtime);
    assert.equal(said(), "third");
    assert.notEqual(await keptOnce(".v8"), compiled);
  });

  it("runs a file that takes the place of another one", () => {
    said();
    write("systems/word/index.ts", 'export const word = "folder";\n');
    assert.equal(said(), "first");
    rmSync(join(root, "systems/word.ts"));
    assert.equal(said(), "folder");
    write("systems/word.ts", 'export const word = "file";\n');
    assert.equal(said(), "file");
  });

  it("does not run a script that was changed in the cache", () => {
    said();
    const file = join(cache, kept(".cjs")[0]!);
    writeFileSync(file, readFileSync(file, "utf8").replace("first", "other"));
    assert.equal(said(), "first");
  });

  it("runs where the cache cannot be written", () => {
    write("node_modules/.cache", "a file in the place of the folder");
    assert.equal(said(), "first");
  });

  it("names the places of the sources in a stack trace, as if each trace were translated by itself", () => {
    write("systems/word.ts", 'export function deep(): never {\n  throw new Error("two\\nlines");\n}\n');
    // Two functions of one name: the bundle renames one.
    write(
      "index.ts",
      'import * as word from "./systems/word";\nfunction deep(): never {\n  word.deep();\n}\nexport = (): never => deep();\n',
    );
    const program = run(join(root, "index.ts")) as () => never;
    const once = prepare();
    const [first, second, expected] = [once, once, byItself].map((property) => {
      Object.defineProperty(Error, "prepareStackTrace", property);
      return trace(program);
    });
    assert.match(first!, /^Error: two\nlines\n {4}at deep \(.*word\.ts:2:9\)\n {4}at deep \(.*index\.ts:3:8\)\n/);
    assert.deepEqual([first, second], [expected, expected]);
  });

  it("names file and line of a text that is no TypeScript, without frames", () => {
    write("systems/word.ts", "export const word = 1;\nexport const = 2;\n");
    assert.throws(said, ({ message, stack }: Error) => /systems\/word\.ts:2:/.test(message) && stack === message);
  });
});

function trace(program: () => never): string {
  try {
    return program();
  } catch (error) {
    return (error as Error).stack!;
  }
}
