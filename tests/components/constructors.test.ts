import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.join(__dirname, "..", "..");

/** What a component class extends: the base class, or a class that several families share. */
const bases = /^extends (BulwarkComponent|SecureWorkload)\b/;

interface ComponentClass {
  readonly where: string;
  readonly node: ts.ClassDeclaration;
}

function componentClasses(room: string): ComponentClass[] {
  const files = readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, room, file), "utf8");
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
      return source.statements
        .filter(ts.isClassDeclaration)
        .filter((node) => node.heritageClauses?.some((clause) => bases.test(clause.getText())) ?? false)
        .map((node) => ({ where: `${room}/${file}: ${node.name?.text ?? ""}`, node }));
    });
}

function isAbstract({ modifiers }: ts.ClassDeclaration): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
}

/** The statement that ends the constructor of a class. */
function lastStatement(node: ts.ClassDeclaration): string {
  const constructor = node.members.find(ts.isConstructorDeclaration);
  return constructor?.body?.statements.at(-1)?.getText() ?? "";
}

describe("every component", () => {
  const classes = [...componentClasses("components"), ...componentClasses("systems")];

  it("is found by this test", () => {
    const names = classes.map(({ node }) => node.name?.text);
    for (const name of [
      "Connection",
      "DisruptionBudget",
      "HorizontalAutoscaler",
      "SecureDeployment",
      "SecureNamespace",
      "SecureStatefulSet",
      "SecureWorkload",
    ]) {
      assert.ok(names.includes(name), name);
    }
  });

  it("is abstract only where this test looks for what extends it", () => {
    const shared = classes.map(({ node }) => node).filter(isAbstract);
    for (const { name } of shared) assert.match(`extends ${name?.text ?? ""}`, bases);
  });

  for (const { where, node } of classes) {
    it(`declares its fields without initialising them: ${where}`, () => {
      for (const field of node.members.filter(ts.isPropertyDeclaration)) {
        const words = field.modifiers?.map((modifier) => modifier.getText()) ?? [];
        assert.ok(words.includes("declare") && words.includes("readonly"), field.getText());
      }
    });
  }

  for (const { where, node } of classes.filter((each) => !isAbstract(each.node))) {
    it(`ends its constructor with done(): ${where}`, () => {
      assert.match(lastStatement(node), /^this\.done\(/);
    });

    it(`is named like its type token: ${where}`, () => {
      const token = /"bulwark:(?:components|systems):(\w+)"/.exec(node.getText())?.[1];
      assert.equal(token, node.name?.text);
    });
  }
});
