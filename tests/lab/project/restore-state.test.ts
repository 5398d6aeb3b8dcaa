import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LabProject } from "../../../lab/project/lab";
import { restoreState, stateFile } from "../../../lab/project/stacks";

describe("lab/project/stacks: the state after a crash", () => {
  let state: string;
  let file: string;
  const project = (): LabProject => ({ state }) as LabProject;
  const read = (path: string): string => readFileSync(path, "utf8");

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), "bulwark-state-"));
    file = stateFile(project(), "dev");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{"step":2}');
    writeFileSync(`${file}.bak`, '{"step":1}');
    for (const each of [file, `${file}.bak`]) writeFileSync(`${each}.attrs`, '{"user.content_type":"text/plain"}');
  });
  afterEach(() => {
    rmSync(state, { recursive: true, force: true });
  });

  it("stays as it is where nothing is half-written", () => {
    restoreState(project(), "dev");
    assert.equal(read(file), '{"step":2}');
    assert.ok(existsSync(`${file}.attrs`));
    assert.ok(existsSync(`${file}.bak.attrs`));
  });

  it("is that of the step before where the file is half-written", () => {
    writeFileSync(file, '{"st');
    restoreState(project(), "dev");
    assert.equal(read(file), '{"step":1}');
  });

  it("stays as it is where the copy is half-written", () => {
    writeFileSync(`${file}.bak`, "");
    restoreState(project(), "dev");
    assert.equal(read(file), '{"step":2}');
  });

  for (const ending of [".attrs", ".bak.attrs"]) {
    it(`has no half-written file of attributes beside it (${ending}), which Pulumi could not read`, () => {
      writeFileSync(`${file}${ending}`, "");
      restoreState(project(), "dev");
      assert.equal(read(file), '{"step":2}');
      assert.ok(!existsSync(`${file}${ending}`));
    });
  }

  it("is left alone where there is none", () => {
    restoreState(project(), "prod");
    assert.ok(!existsSync(stateFile(project(), "prod")));
  });
});
