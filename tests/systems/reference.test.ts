import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { schema, sections, withKeyTables } from "../../systems/reference";
import { keyPaths } from "./keys";

const root = join(__dirname, "..", "..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const remedy = "stale: npx tsx systems/write-reference.ts";

describe("the configuration reference", () => {
  it("config/schema.json is what the schema says", () => {
    assert.deepEqual(JSON.parse(read("config", "schema.json")), JSON.parse(JSON.stringify(schema())), remedy);
  });

  it("docs/configuration.md is what the schema says", () => {
    const page = read("docs", "configuration.md");
    assert.equal(withKeyTables(page), page, remedy);
  });

  it("every key is described and has a valid example", () => {
    const page = read("docs", "configuration.md");
    for (const path of sections().flatMap(keyPaths)) {
      assert.ok(page.includes(`\`${path}\``) || page.includes(`\`${path}.`), path);
    }
    assert.equal(/\| +\||<value>/.exec(page)?.[0], undefined);
  });

  it("a page without a place for a system's keys is refused", () => {
    assert.throws(() => withKeyTables("# Nothing"), /no place for the keys of bulwark/);
  });
});
