import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";
import ts from "typescript";

const root = path.join(__dirname, "..", "..");
const folder = path.join(root, "docs", "components");

/** The example of a page: all its blocks of TypeScript together, at the lines where the page has them. */
export interface Example {
  /** File name of the page. */
  readonly page: string;
  /** What the page's title names. */
  readonly family: string;
  /** A module beside the page, so that imports read as those of a system do. */
  readonly file: string;
  readonly code: string;
}

/** The examples of all component pages. */
export function pageExamples(): readonly Example[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((page) => example(page, readFileSync(path.join(folder, page), "utf8")));
}

/** The example of a page with this text. */
export function example(page: string, text: string): Example {
  let inside = false;
  const lines = text.split("\n").map((line) => {
    const isFence = line.startsWith("```");
    const isCode = inside && !isFence;
    if (isFence) inside = !inside && line === "```ts";
    return isCode ? line : "";
  });
  return {
    page,
    family: /^# (\w+)$/m.exec(text)?.[1] ?? "",
    file: path.join(folder, page.replace(/\.md$/, ".ts")),
    code: lines.join("\n"),
  };
}

/** What the compiler says of examples, as `page:line: message`: all in one program, so that the SDK is read once. */
export function typeErrors(examples: readonly Example[]): string[] {
  const { program } = compile(examples);
  const sources = examples.map(({ file }) => program.getSourceFile(file));
  return sources.flatMap((source) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const page = source === undefined ? "" : path.basename(source.fileName, ".ts");
      const line = source?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      return `docs/components/${page}.md:${line + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
    }),
  );
}

/** Runs an example as a module of its own; call it where a monitor listens. */
export function run({ file, code }: Example): void {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  });
  const module = compileFunction(outputText, ["require", "exports"], { filename: file });
  (module as (require: NodeJS.Require, exports: object) => void)(createRequire(file), {});
}

function compile(examples: readonly Example[]): { readonly program: ts.Program } {
  const config = path.join(root, "tsconfig.json");
  const { config: json } = ts.readConfigFile(config, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const codes = new Map(examples.map(({ file, code }) => [file, code]));
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.readFile = (file) => codes.get(file) ?? readFile(file);
  host.fileExists = (file) => codes.has(file) || fileExists(file);
  return { program: ts.createProgram([...codes.keys()], options, host) };
}
