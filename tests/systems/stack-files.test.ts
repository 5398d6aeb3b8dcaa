import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { load } from "../../systems";
import { placeholders, sourceOf } from "./sufficient";

const root = join(__dirname, "..", "..");

interface StackFile {
  readonly secretsprovider?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

const text = (stack: string): string => readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
const file = (stack: string): StackFile => parse(text(stack)) as StackFile;

describe("the committed stack files", () => {
  for (const stack of ["dev", "staging", "prod"] as const) {
    it(`${stack} loads once its secrets are set`, () => {
      assert.equal(load(sourceOf(stack, file(stack).config, placeholders())).settings.environment, stack);
    });

    it(`${stack} points editors to the schema`, () => {
      assert.match(text(stack), /^# yaml-language-server: \$schema=\.\/config\/schema\.json\n/);
    });

    it(`${stack} disables the default provider`, () => {
      assert.deepEqual(file(stack).config["pulumi:disable-default-providers"], ["kubernetes"]);
    });

    it(`${stack} holds no secret`, () => {
      assert.doesNotMatch(text(stack), /secure:|encryptionsalt|encryptedkey|BEGIN/);
    });
  }

  for (const stack of ["staging", "prod"] as const) {
    it(`${stack} names a secrets provider (R-60)`, () => {
      assert.ok(file(stack).secretsprovider);
    });

    it(`${stack} pins its images by digest (R-63)`, () => {
      const groups = Object.entries(file(stack).config).filter(([key]) => key.endsWith(":images"));
      const images = groups.flatMap(([, group]) => Object.values(group as Record<string, { digest?: string }>));
      assert.ok(images.length > 0);
      for (const { digest } of images) {
        assert.match(digest ?? "", /^sha256:[0-9a-f]{64}$/);
      }
    });
  }
});
