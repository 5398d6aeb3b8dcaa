import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { commit, fileAt, requireCommittable } from "../../operations/git";
import { repository, type Repository } from "./repository";

describe("operations/git", () => {
  let folder: string;
  let file: string;
  let git: Repository["git"];

  beforeEach(() => {
    ({ folder, file, git } = repository());
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("commits the stack file alone; what else is staged stays staged", async () => {
    await requireCommittable(file);
    writeFileSync(join(folder, "other"), "staged");
    git("add", "other");
    writeFileSync(file, "two\n");
    await commit(file, "dev: image v1 to v2");
    assert.equal(git("show", "--format=%s", "--name-only").trim(), "dev: image v1 to v2\n\nPulumi.dev.yaml");
    assert.equal(git("status", "--porcelain").trim(), "A  other");
  });

  it("reads the file at an earlier revision, and tells of a revision that is not there", async () => {
    assert.equal(await fileAt(file, "HEAD"), "one\n");
    await assert.rejects(fileAt(file, "nowhere"), /git has no Pulumi\.dev\.yaml at "nowhere"/);
  });

  const refused: readonly (readonly [when: string, spoil: () => void, why: RegExp])[] = [
    ["git does not know the file", () => git("rm", "--quiet", "--cached", "Pulumi.dev.yaml"), /does not know Pulumi/],
    [
      "it has changes already",
      () => {
        writeFileSync(file, "two\n");
      },
      /changes that are not committed/,
    ],
    [
      "there is no work tree",
      () => {
        rmSync(join(folder, ".git"), { recursive: true });
      },
      /in no git work tree/,
    ],
  ];
  for (const [when, spoil, why] of refused) {
    it(`refuses beforehand when ${when}`, async () => {
      spoil();
      await assert.rejects(requireCommittable(file), why);
    });
  }
});
