/** docs/break-glass.md: a rule is lifted for one object by an entry of today, and a deployment with it leaves its record. */
import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";

import { copyClone, type Clone } from "../commands/clone";
import { configure } from "../stacks/configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type Run, type StackLab } from "../stacks/lab";

const DAY_MS = 86_400_000;
const day = (later: number): string => new Date(Date.now() + later * DAY_MS).toISOString().slice(0, 10);
const IMAGE = { repository: "mirror.example.net/mllp-server", digest: `sha256:${"e".repeat(64)}` };
const KEY = 'bulwark:breakGlass["Deployment/mllp-server"]';

const entry = (date: string, expiry: string): object => ({
  id: "inc-4711",
  control: "R-81",
  stack: "staging",
  object: "Deployment/mllp-server",
  container: "mllp-server",
  reason: "The registry is down; the image comes from its mirror.",
  owner: "platform-security",
  date,
  expiry,
  breakGlass: "INC-4711",
});

describe("a break-glass deployment", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let clone: Clone;
  let lab: StackLab;

  const up = (): Promise<Run> =>
    lab.pulumi([
      ...["up", "--yes", "--skip-preview", "--stack", "staging", "--policy-pack", "policies"],
      ...["--message", "break-glass INC-4711: registry down"],
    ]);

  before(async () => {
    clone = await copyClone();
    lab = await openStacks(clone.root);
    await lab.restrict(["mllp"]);
    await lab.up("staging");
    await configure(lab.project, "staging", { "mllp:images": { server: IMAGE } });
  });

  after(async () => {
    await lab.destroy("staging");
    await (await openStacks(ROOT)).restrict(["mllp"]);
    await clone.remove();
  });

  it("is refused while nobody has entered it", async () => {
    const { code, output } = await up();
    assert.notEqual(code, 0);
    assert.match(output, /R-81/);
  });

  it("passes with its entry, says so, and leaves the record that the page tells of", async () => {
    const file = join(clone.root, "policies", "exemptions.yaml");
    await appendFile(file, stringify([entry(day(0), day(1))]).replaceAll(/^/gm, "  "));
    await lab.ok(["config", "set", "--stack", "staging", "--path", KEY, "inc-4711"]);
    const { code, output } = await up();
    assert.equal(code, 0, output);
    assert.match(output, /Break-glass, INC-4711: Deployment \S*mllp-server.* until /);
    const jsonpath = "-o=jsonpath={.metadata.annotations.bulwark\\.io/exemptions}";
    const carried = await lab.kubectl("get", "deployment", "mllp-server", "-n", "healthcare-staging", jsonpath);
    assert.match(carried, /inc-4711/);
    const { stdout } = await lab.ok(["stack", "history", "--stack", "staging", "--json"]);
    const [last] = JSON.parse(stdout) as { message: string }[];
    assert.equal(last?.message, "break-glass INC-4711: registry down");
  });

  it("is refused once the object names it no longer", async () => {
    await lab.ok(["config", "rm", "--stack", "staging", "--path", KEY]);
    const { code, output } = await up();
    assert.notEqual(code, 0);
    assert.match(output, /R-81/);
  });
});
