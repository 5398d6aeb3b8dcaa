/** Day-to-day commands on a stack of two systems whose file is in git. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { configured } from "../lab/stacks/configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type StackLab } from "../lab/stacks/lab";
import type { Workload } from "../lab/stacks/objects";
import { Bulwark, type Ended } from "./bulwark";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

describe("bulwark on a stack of two systems in git", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let bulwark: Bulwark;
  let namespace: string;

  /** Git warns of the lab's links to the clone's own files, which are none of this repository's. */
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: lab.project.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  const run = (...args: string[]): Promise<Ended> => bulwark.run(args);
  const booking = (): Promise<Workload> => lab.get<Workload>("deployment", "booking-service", "-n", namespace);
  const image = async (): Promise<string> =>
    lab.kubectl(
      ...["get", "deployment", "booking-service", "-n", namespace],
      "-o=jsonpath={.spec.template.spec.containers[0].image}",
    );

  before(async () => {
    lab = await openStacks(ROOT);
    bulwark = new Bulwark(lab);
    await lab.restrict(["mllp", "appointment"]);
    await lab.up("staging");
    const places = await lab.kubectl("get", "deployment", "-A", "--field-selector=metadata.name=booking-service");
    namespace = places.split("\n")[1]?.split(/\s+/)[0] ?? "";
    git("init", "--quiet");
    git("config", "user.name", "Test");
    git("config", "user.email", "test@example.com");
    git("add", "Pulumi.staging.yaml");
    git("commit", "--quiet", "--message", "first");
  });

  after(async () => {
    await rm(join(lab.project.folder, ".git"), { recursive: true, force: true });
    await lab.destroy("staging");
    await (await openStacks(ROOT)).restrict(["mllp"]);
  });

  it("update --commit rolls out one image of a system and commits the stack file with the reason", async () => {
    for (const digit of ["1", "2"]) {
      const { code, stdout, stderr } = await run(
        ...["update", "staging", "appointment", digest(digit), "--image", "booking", "--commit"],
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^Pulumi\.staging\.yaml is committed\.$/m);
    }
    assert.match(git("log", "-1", "--format=%s"), /^staging: appointment: image booking .* to .*2{12}/);
    assert.equal(git("status", "--porcelain", "Pulumi.staging.yaml"), "");
    assert.match(await image(), /2{64}$/);
  });

  it("rollback --git takes the images of a former stack file", async () => {
    const { code, stderr } = await run("rollback", "staging", "appointment", "--git", "HEAD~1", "--yes", "--commit");
    assert.equal(code, 0, stderr);
    assert.match(await image(), /1{64}$/);
    assert.match(git("log", "-1", "--format=%s"), /\(git HEAD~1\)$/);
  });

  it("rollback --git names a revision that is not there, and changes nothing", async () => {
    const before = await bulwark.stackFile("staging");
    const { code, stderr } = await run("rollback", "staging", "appointment", "--git", "nowhere", "--yes");
    assert.equal(code, 1, stderr);
    assert.match(stderr, /nowhere/);
    assert.equal(await bulwark.stackFile("staging"), before);
  });

  it("rollback --to takes the images of the update with that number", async () => {
    const { updates } = await bulwark.json<{ updates: { name: string; images: { booking: { digest: string } } }[] }>([
      ...["rollback", "staging", "appointment", "--list"],
    ]);
    const second = updates.find(({ images }) => images.booking.digest === digest("2"))?.name ?? "";
    const { code, stderr } = await run("rollback", "staging", "appointment", "--to", second, "--yes");
    assert.equal(code, 0, stderr);
    assert.match(await image(), /2{64}$/);
    git("commit", "--quiet", "--all", "--message", "back");
  });

  it("scale moves one service of a system within new bounds of its autoscaler", async () => {
    const { code, stderr } = await run(
      "scale",
      "staging",
      "appointment",
      "--service",
      "booking",
      "--min",
      "4",
      "--max",
      "6",
    );
    assert.equal(code, 0, stderr);
    assert.ok((await booking()).spec.replicas >= 4);
  });

  it("delete takes one system away, and leaves the other as it is", async () => {
    const uid = (): Promise<string> =>
      lab.kubectl("get", "deployment", "mllp-server", "-n", "healthcare-staging", "-o=jsonpath={.metadata.uid}");
    const before = await uid();
    const { code, stdout, stderr } = await run("delete", "staging", "appointment", "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /appointment deleted; left: mllp/);
    assert.deepEqual(await configured(lab.project, "staging", "bulwark:systems"), ["mllp"]);
    assert.equal(await lab.kubectl("get", "namespace", namespace, "--ignore-not-found"), "");
    assert.equal(await uid(), before);
    await lab.unchanged("staging");
  });
});
