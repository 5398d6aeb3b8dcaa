import { bulwarkSection } from "../config/bulwark";
import { stackFileSchema } from "../config/json-schema";
import { keyTable } from "../config/key-table";
import type { Section } from "../config/section";
import { registry, systemNames } from "./registry";

/** All configuration namespaces of the program. */
export function sections(): readonly Section[] {
  return [bulwarkSection(systemNames), ...systemNames.map((name) => registry[name].section)];
}

/** What config/schema.json says. */
export function schema(): Readonly<Record<string, unknown>> {
  return stackFileSchema(sections());
}

/** `text` (docs/configuration.md) with the tables between its markers made anew. */
export function withKeyTables(text: string): string {
  return sections().reduce((page, section) => {
    const { namespace } = section;
    const block = new RegExp(`(<!-- keys of ${namespace} -->\n)[^]*?(<!-- end of keys -->)`);
    if (!block.test(page)) {
      throw new Error(
        `docs/configuration.md has no place for the keys of ${namespace}: add the lines "<!-- keys of ${namespace} -->" and "<!-- end of keys -->".`,
      );
    }
    return page.replace(
      block,
      (_, start: string, end: string) =>
        `${start}<!-- prettier-ignore-start -->\n\n${keyTable(section)}\n\n<!-- prettier-ignore-end -->\n${end}`,
    );
  }, text);
}
