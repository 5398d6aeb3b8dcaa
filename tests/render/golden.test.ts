import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RenderedFile } from "../../render/objects";
import { writeCommand } from "../../render/rbac/manifest";
import { ACCESS, FLOWS_PICTURE, renderStack } from "../../render/render";
import { writeRendering } from "../../render/write";
import { goldenFiles, goldenStacks } from "./changes";

const ROOT = join(__dirname, "../..");

/** Set to write the golden files anew: `UPDATE_GOLDEN=1 npm run test:unit -- --grep golden`, then review the difference. */
const update = process.env["UPDATE_GOLDEN"] === "1";

describe("golden inventories", () => {
  for (const stack of goldenStacks) {
    describe(stack, () => {
      let files: RenderedFile[];

      before(async function () {
        this.timeout(60_000);
        files = await renderStack(ROOT, stack, { flows: true, access: true });
      });

      it("is what was reviewed", () => {
        const folder = join(ROOT, "tests/golden", stack);
        // The picture says the same as the text, and no reviewer reads its source; the access has its place elsewhere.
        const golden = files.filter(({ path }) => path !== FLOWS_PICTURE && path !== ACCESS);
        if (update) writeRendering(folder, golden);
        const reviewed = goldenFiles(stack);
        const rendered = new Map(golden.map(({ path, content }) => [path, content]));
        assert.deepEqual([...reviewed.keys()].sort(), [...rendered.keys()].sort());
        for (const [path, content] of rendered) assert.equal(content, reviewed.get(path), `${stack}/${path}`);
      });

      it("needs exactly the permissions that deploy/rbac grants", () => {
        const granted = readFileSync(join(ROOT, "deploy/rbac", `${stack}.yaml`), "utf8");
        const needed = files.find(({ path }) => path === ACCESS)?.content;
        assert.equal(needed, granted, `deploy/rbac/${stack}.yaml is stale: ${writeCommand(stack)}`);
      });
    });
  }
});
