import assert from "node:assert/strict";
import ts from "typescript";

import { bases, componentClasses, isAbstract } from "./classes";

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
