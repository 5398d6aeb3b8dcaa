import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import { stackFile } from "../../lab/project/stack-files";
import { SETUP_TIMEOUT_MS, stackLab, type StackLab } from "../lab/stacks/lab";
import { Bulwark } from "./bulwark";

const number = "4711";
const stack = `preview-pr-${number}`;
const namespace = `bitvault-${stack}`;

describe("bulwark previews", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let bulwark: Bulwark;
  const stacks = async (): Promise<string> => (await lab.ok(["stack", "ls"])).stdout;
  const isNothingLeft = async (): Promise<void> => {
    assert.ok(!(await stacks()).includes(stack));
    assert.ok(!existsSync(stackFile(lab.project.folder, stack)));
    assert.equal(await lab.kubectl("get", "namespace", namespace, "--ignore-not-found"), "");
  };
  const image = async (): Promise<string> =>
    lab.kubectl("get", "deployment", "bitvaultd", "-n", namespace, "-o", "jsonpath={..containers[0].image}");

  before(async () => {
    lab = await stackLab();
    bulwark = new Bulwark(lab);
  });

  it("an image that is none is told before anything is made", async () => {
    const { code, stderr } = await bulwark.run(["previews", "create", number, "--image", "bitvaultd=a@b"]);
    assert.equal(code, 1, stderr);
    await isNothingLeft();
  });

  it("create deploys BitVault alone, with the images of the pull request, whose tags may be numbers", async () => {
    const made = await bulwark.json<{ namespace: string }>(["previews", "create", number, "--image", "bitvaultd=2024"]);
    assert.equal(made.namespace, namespace);
    assert.match(await image(), /:2024$/u);
    await lab.unchanged(stack);
  });

  it("a second one for the same pull request is refused", async () => {
    const { code, stderr } = await bulwark.run(["previews", "create", number]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /bulwark previews update 4711/u);
  });

  it("update brings it to another commit; list tells its day", async () => {
    await bulwark.json(["previews", "update", number, "--image", "bitvaultd=pr-2", "--expires", "2026-01-01"]);
    assert.match(await image(), /:pr-2$/u);
    const { previews } = await bulwark.json<{ previews: unknown }>(["previews", "list"]);
    assert.deepEqual(previews, [{ pullRequest: Number(number), stack, expiresAt: "2026-01-01" }]);
  });

  it("remove --expired takes away the one whose day has come, and all of it", async () => {
    const { removed } = await bulwark.json<{ removed: unknown }>(["previews", "remove", "--expired"]);
    assert.deepEqual(removed, [Number(number)]);
    await isNothingLeft();
  });

  it("removing one that is not there is no error", async () => {
    assert.deepEqual(await bulwark.json(["previews", "remove", number]), { removed: [] });
  });
});
