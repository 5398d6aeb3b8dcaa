import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.join(__dirname, "..", "..");

/** What a component class extends: the base class, or a class that several families share. */
export const bases = /^extends (BulwarkComponent|SecureWorkload)\b/;

/** A component class and where it stands. */
export interface ComponentClass {
  readonly where: string;
  readonly node: ts.ClassDeclaration;
}

/** All component classes of a room, as their source has them. */
export function componentClasses(room: string): ComponentClass[] {
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

/** Whether no object of the class itself is made. */
export function isAbstract({ modifiers }: ts.ClassDeclaration): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
}
