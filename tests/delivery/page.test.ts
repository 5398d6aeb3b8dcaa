import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { everyFile, everyJob, ROOT, workflowNames } from "./workflow";

describe("docs/delivery.md", () => {
  const page = readFileSync(join(ROOT, "docs/delivery.md"), "utf8");

  it("names every workflow", () => {
    for (const name of workflowNames) assert.ok(page.includes(`\`${name}.yml\``), name);
  });

  it("names every environment", () => {
    const environments = everyJob().flatMap(({ job: { environment = "", strategy } }) => {
      const names = (strategy?.matrix?.["stack"] as string[] | undefined) ?? [""];
      return names.map((stack) => environment.replace("${{ matrix.stack }}", stack));
    });
    for (const name of new Set(environments.filter(Boolean))) assert.ok(page.includes(`\`${name}\``), name);
  });

  it("names every variable and secret", () => {
    const names = everyFile().flatMap(({ text }) =>
      [...text.matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name = ""]) => name),
    );
    for (const name of new Set(names)) assert.ok(page.includes(`\`${name}\``), name);
  });
});
