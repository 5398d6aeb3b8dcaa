import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./workflow";

const lines = readFileSync(join(ROOT, ".github/CODEOWNERS"), "utf8").split("\n");
const owned = lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split(/\s+/));

describe(".github/CODEOWNERS", () => {
  it("lists paths that exist, folders with a slash behind them", () => {
    for (const [path = ""] of owned) {
      assert.match(path, /^\//);
      const place = join(ROOT, path);
      assert.ok(existsSync(place), path);
      assert.equal(statSync(place).isDirectory(), path.endsWith("/"), path);
    }
  });

  it("names teams that are examples, and says so", () => {
    for (const [path, ...teams] of owned) {
      assert.ok(teams.length > 0, path);
      for (const team of teams) assert.match(team, /^@example-org\/[a-z]+$/);
    }
    assert.ok(lines.some((line) => /^#.*examples/.test(line)));
  });

  it("covers the policies, the exemptions, prod, its inventory and the workflows", () => {
    const paths = owned.map(([path]) => path);
    for (const path of [
      "/policies/",
      "/policies/exemptions.yaml",
      "/Pulumi.prod.yaml",
      "/tests/golden/prod/",
      "/.github/",
    ]) {
      assert.ok(paths.includes(path), path);
    }
  });
});
