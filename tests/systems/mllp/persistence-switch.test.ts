import assert from "node:assert/strict";

import { UserError } from "../../../config/primitives/user-error";
import { evaluate } from "../../../render/evaluate";
import type { Registration } from "../../../render/registration";
import { deploy, load } from "../../../systems";
import { refuseBesideAutoscaler } from "../../../systems/mllp/persistence-switch";
import type { Keys } from "../example-keys";
import { alone } from "../sufficient";

const sufficient = alone("mllp");

/** The component of the system, as prod registers it. */
async function component(changes: Keys = {}): Promise<Registration> {
  const source = sufficient("prod", changes);
  const registrations = await evaluate("bulwark", "prod", () => deploy(load(source)));
  const found = registrations.find(({ type }) => type === "bulwark:systems:MllpServer");
  assert.ok(found);
  return found;
}

const withoutAutoscaler = { "mllp:hpa": { enabled: false } };
const persistent = { ...withoutAutoscaler, "mllp:persistence": { enabled: true } };

describe("MLLP: the way to persistence (W-21)", () => {
  it("an update with an autoscaler leaves its name for the next one", async () => {
    assert.deepEqual((await component()).inputs, { autoscaler: "mllp-server" });
  });

  it("an update without one leaves nothing", async () => {
    assert.deepEqual((await component(withoutAutoscaler)).inputs, {});
  });

  it("the volume comes with a hook before the update of the whole system", async () => {
    assert.deepEqual((await component(persistent)).options.beforeUpdate, ["mllp-persistence"]);
  });

  it("without a volume there is no hook", async () => {
    assert.equal((await component(withoutAutoscaler)).options.beforeUpdate, undefined);
  });

  it("is refused where the last update left an autoscaler, with the commands of both updates", () => {
    const parts = [
      /mllp:persistence\.enabled\n/,
      /given: {3}true, while the autoscaler mllp-server of the last update/,
      /allowed: true once an update has taken the autoscaler away/,
      /remedy: {2}two updates \(W-21\)[^]*pulumi config set --stack prod --path 'mllp:hpa\.enabled' false\n[^]*pulumi up/,
    ];
    const refuse = (): void => {
      refuseBesideAutoscaler("prod", { autoscaler: "mllp-server" });
    };
    assert.throws(refuse, UserError);
    for (const part of parts) assert.throws(refuse, part);
  });

  it("is open where the last update left none", () => {
    assert.doesNotThrow(() => {
      refuseBesideAutoscaler("prod", {});
    });
  });
});
