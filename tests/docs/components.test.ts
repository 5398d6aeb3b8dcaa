import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { componentClasses, isAbstract } from "../components/classes";
import { record } from "../components/recorder";
import { example, pageExamples, run, typeErrors, type Example } from "./examples";

const examples = pageExamples();
const broken = example(
  "broken.md",
  '# Broken\n\n```ts\nimport { SecureNamespace } from "../../components/secure-namespace";\n\nnew SecureNamespace("shop", {});\n```\n',
);
const index = readFileSync(path.join(__dirname, "..", "..", "docs", "components.md"), "utf8");

/** `SecureDeployment` → `secure-deployment.md`. */
const pageOf = (family: string): string => `${family.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;

describe("the pages of the component families", () => {
  let errors: readonly string[];

  before(function () {
    this.timeout(60_000);
    errors = typeErrors([...examples, broken]);
  });

  it("have examples that the compiler accepts", () => {
    assert.deepEqual(
      errors.filter((error) => !error.includes("broken.md")),
      [],
    );
  });

  it("are read by a compiler that tells what is wrong, at its line in the page", () => {
    const [error, ...others] = errors.filter((line) => line.includes("broken.md"));
    assert.match(error ?? "", /^docs\/components\/broken\.md:6: .*SecureNamespaceArgs/s);
    assert.deepEqual(others, []);
  });

  for (const { node } of componentClasses("components").filter((found) => !isAbstract(found.node))) {
    const family = node.name?.text ?? "";
    it(`${family} has one, under its name`, () => {
      assert.ok(
        examples.some((found) => found.page === pageOf(family) && found.family === family),
        `docs/components/${pageOf(family)} with the title "# ${family}"`,
      );
    });
  }

  for (const found of examples) {
    it(`${found.page}: its example registers the family, and the index leads to it`, async () => {
      const { all } = await record(() => {
        run(found);
      });
      assert.notEqual(all(found.family).length, 0);
      assert.ok(index.includes(`(components/${found.page})`));
    });
  }
});

describe("the example of a page", () => {
  const page = (code: string): Example =>
    example("shop.md", `# Shop\n\nText.\n\n\`\`\`ts\n${code}\n\`\`\`\n\n\`\`\`yaml\na: 1\n\`\`\`\n`);

  it("is its TypeScript and nothing else", () => {
    const { family, code } = page("const a = 1;");
    assert.deepEqual([family, code.trim()], ["Shop", "const a = 1;"]);
  });

  it("runs with the modules that it imports", async () => {
    const code = 'import { RandomId } from "@pulumi/random";\nnew RandomId("shop", { byteLength: 4 });';
    const { all } = await record(() => {
      run(page(code));
    });
    assert.deepEqual(
      all("RandomId").map(({ name }) => name),
      ["shop"],
    );
  });
});
