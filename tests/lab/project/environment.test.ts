import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { environment, FOREIGN_VARIABLES, shellExports, type LabProject } from "../../../lab/project/lab";

const project: LabProject = {
  name: "lab",
  root: "/clone",
  folder: "/lab/project",
  bin: "/lab/bin it's",
  state: "/lab/state",
  home: "/lab/home $HOME",
  passphraseFile: "/lab/passphrase",
  kubeconfig: "/lab/kube`config`",
};

describe("lab/project/lab", () => {
  it("exports exactly its values, whatever characters they hold", () => {
    const script = `${shellExports(project)}\nenv -0`;
    const { stdout } = spawnSync("sh", ["-ec", script], { encoding: "utf8", env: { PATH: process.env["PATH"] } });
    const seen = new Map(stdout.split("\0").map((entry) => [entry.split("=")[0], entry.slice(entry.indexOf("=") + 1)]));
    for (const [name, value] of Object.entries(environment(project))) assert.equal(seen.get(name), value);
    assert.equal(seen.get("BULWARK_PROJECT"), project.folder);
    assert.ok(seen.get("PATH")?.startsWith(`${project.bin}:`));
  });

  it("unsets what would lead Pulumi out of the lab", () => {
    const env = { PATH: process.env["PATH"], PULUMI_CONFIG_PASSPHRASE: "outer" };
    const { stdout } = spawnSync("sh", ["-ec", `${shellExports(project)}\nenv`], { encoding: "utf8", env });
    for (const name of FOREIGN_VARIABLES) assert.doesNotMatch(stdout, new RegExp(`^${name}=`, "m"));
  });
});
