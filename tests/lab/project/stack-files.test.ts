import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { LabError } from "../../../lab/errors";
import { copyStackFile, stackNames } from "../../../lab/project/stack-files";

const target = { context: "kwok-lab", kubeSystemUid: "0b4f3c1e-0000-4000-8000-000000000000" };

describe("lab/project/stack-files", () => {
  let clone: string;
  let project: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "bulwark-clone-"));
    project = mkdtempSync(join(tmpdir(), "bulwark-project-"));
  });
  afterEach(() => {
    for (const folder of [clone, project]) rmSync(folder, { recursive: true });
  });

  const inClone = (text: string): void => {
    writeFileSync(join(clone, "Pulumi.prod.yaml"), text);
  };
  const inProject = (): string => readFileSync(join(project, "Pulumi.prod.yaml"), "utf8");
  const copy = (): void => {
    copyStackFile(clone, project, "prod", target);
  };
  const config = (): Record<string, unknown> => (parse(inProject()) as { config: Record<string, unknown> }).config;

  it("lists the stacks and nothing else", () => {
    for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod-eu.yaml", "other.yaml"]) {
      writeFileSync(join(clone, name), "");
    }
    assert.deepEqual(stackNames(clone), ["dev", "prod-eu"]);
  });

  it("aims the copy at the lab and leaves the clone's file alone", () => {
    const original = "# why\nconfig:\n  bulwark:context: bulwark-prod\n  mllp:maxConnections: 7\n";
    inClone(original);
    copy();
    assert.equal(config()["bulwark:context"], target.context);
    assert.equal(config()["bulwark:clusterUid"], target.kubeSystemUid);
    assert.equal(config()["mllp:maxConnections"], 7);
    assert.match(inProject(), /^# why$/m);
    assert.equal(readFileSync(join(clone, "Pulumi.prod.yaml"), "utf8"), original);
  });

  it("takes up the clone's edits and keeps the lab's own salt and secrets", () => {
    inClone("config:\n  mllp:maxConnections: 7\n");
    copy();
    const own =
      "encryptionsalt: v1:lab\nconfig:\n  mllp:tlsKey:\n    secure: v1:ciphertext\n  mllp:maxConnections: 7\n";
    writeFileSync(join(project, "Pulumi.prod.yaml"), own);
    inClone("config:\n  mllp:maxConnections: 8\n");
    copy();
    assert.equal(config()["mllp:maxConnections"], 8);
    assert.deepEqual(config()["mllp:tlsKey"], { secure: "v1:ciphertext" });
    assert.match(inProject(), /encryptionsalt: v1:lab/);
  });

  it("does not take what only the clone's passphrase opens", () => {
    inClone("secretsprovider: passphrase\nencryptionsalt: v1:clone\nconfig:\n  mllp:tlsKey:\n    secure: v1:clones\n");
    copy();
    assert.doesNotMatch(inProject(), /clone/);
  });

  it("names the file and the place of a YAML error", () => {
    inClone("config: [\n");
    assert.throws(
      copy,
      (error) => error instanceof LabError && /Pulumi\.prod\.yaml is not valid YAML/.test(error.message),
    );
  });
});
