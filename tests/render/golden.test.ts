import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { renderStack } from "../../render/render";
import { writeRendering } from "../../render/write";

const ROOT = join(__dirname, "../..");

/** Set to write the golden files anew: `UPDATE_GOLDEN=1 npm run test:unit -- --grep golden`, then review the difference. */
const update = process.env["UPDATE_GOLDEN"] === "1";

describe("golden inventories", () => {
  for (const stack of ["dev", "staging", "prod"]) {
    it(`${stack} is what was reviewed`, async () => {
      const folder = join(ROOT, "tests/golden", stack);
      const files = await renderStack(ROOT, stack);
      if (update) writeRendering(folder, files);
      const reviewed = filesOf(folder);
      const rendered = new Map(files.map(({ path, content }) => [path, content]));
      assert.deepEqual([...reviewed.keys()].sort(), [...rendered.keys()].sort());
      for (const [path, content] of rendered) assert.equal(content, reviewed.get(path), `${stack}/${path}`);
    });
  }
});

function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const files = paths.filter((path) => statSync(path).isFile());
  return new Map(files.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}
