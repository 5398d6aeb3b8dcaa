import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import { stackFile } from "../../lab/project/stack-files";
import { SETUP_TIMEOUT_MS, stackLab } from "../lab/stacks/lab";
import { Bulwark } from "./bulwark";

describe("a preview that does not become ready in time", function () {
  this.timeout(SETUP_TIMEOUT_MS);

  it("is taken away again, with its stack and its file", async () => {
    const lab = await stackLab();
    const images = ["--image", "bitvaultd=registry.example.com/never-ready-bitvaultd:pr"];
    const { code, stderr } = await new Bulwark(lab).run(["previews", "create", "4711", ...images, "--timeout", "30s"]);
    assert.equal(code, 4, stderr);
    assert.doesNotMatch((await lab.ok(["stack", "ls"])).stdout, /preview-pr-4711/);
    assert.ok(!existsSync(stackFile(lab.project.folder, "preview-pr-4711")));
    assert.equal(await lab.kubectl("get", "namespace", "bitvault-preview-pr-4711", "--ignore-not-found"), "");
  });
});
