import assert from "node:assert/strict";
import { join } from "node:path";
import { FLOWS_PICTURE, renderStack } from "../../render/render";
import { writeRendering } from "../../render/write";
import { goldenFiles, goldenStacks } from "./changes";

const ROOT = join(__dirname, "../..");

/** Set to write the golden files anew: `UPDATE_GOLDEN=1 npm run test:unit -- --grep golden`, then review the difference. */
const update = process.env["UPDATE_GOLDEN"] === "1";

describe("golden inventories", () => {
  for (const stack of goldenStacks) {
    it(`${stack} is what was reviewed`, async () => {
      const folder = join(ROOT, "tests/golden", stack);
      // The picture says the same as the text, and no reviewer reads its source.
      const files = (await renderStack(ROOT, stack, { flows: true })).filter(({ path }) => path !== FLOWS_PICTURE);
      if (update) writeRendering(folder, files);
      const reviewed = goldenFiles(stack);
      const rendered = new Map(files.map(({ path, content }) => [path, content]));
      assert.deepEqual([...reviewed.keys()].sort(), [...rendered.keys()].sort());
      for (const [path, content] of rendered) assert.equal(content, reviewed.get(path), `${stack}/${path}`);
    }).timeout(60_000);
  }
});
