import * as z from "zod";

import { allowedText, exampleOf, unwrap } from "./fields";
import type { Section } from "./section";

/** The keys of one namespace as a table in Markdown: key, what it decides, what is allowed, an example. */
export function keyTable({ namespace, schema, secrets }: Section): string {
  const plain = rows(`${namespace}:`, schema);
  const secret = Object.entries(secrets).map(([key, { description }]) =>
    row(`${namespace}:${key}`, description, "a secret", "set with `--secret`"),
  );
  return ["| Key | Decides | Allowed | Example |", "|---|---|---|---|", ...plain, ...secret].join("\n");
}

function rows(prefix: string, object: z.ZodObject): string[] {
  return Object.entries(object.shape).flatMap(([key, value]) => {
    const inner = unwrap(value as z.ZodType);
    if (inner instanceof z.ZodObject) {
      return rows(`${prefix}${key}.`, inner);
    }
    return [row(`${prefix}${key}`, inner.meta()?.description ?? "", allowedText(inner), `\`${exampleOf(inner)}\``)];
  });
}

function row(key: string, ...cells: readonly string[]): string {
  return `| ${[`\`${key}\``, ...cells].map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
}
