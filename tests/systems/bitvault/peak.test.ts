import assert from "node:assert/strict";

import { sumQuantities } from "../../../config/primitives/quantity";
import { load } from "../../../systems";
import { bitvaultPeak } from "../../../systems/bitvault/peak";
import { peakQuota } from "../../../systems/common/quota";
import { at, find, objectsOf } from "../evaluate";
import { pinnedImage, type Keys } from "../example-keys";
import { alone } from "../sufficient";
import { inCluster } from "./sufficient";

const sufficient = alone("bitvault");
const amounts = (changes: Keys = {}): Readonly<Record<string, string>> => {
  const { settings, systems } = load(sufficient("prod", changes));
  return peakQuota(bitvaultPeak(systems.bitvault!).pods, settings.sidecarResources);
};

describe("BitVault's quota (G-41)", () => {
  it("is there in a preview, which nobody has reviewed, and elsewhere by a switch", async () => {
    const has = async (environment: "preview" | "dev", changes: Keys): Promise<boolean> =>
      (await objectsOf(sufficient(environment, changes))).some(({ kind }) => kind === "ResourceQuota");
    assert.equal(await has("preview", {}), true);
    assert.equal(await has("preview", { "bitvault:quota": false }), false);
    assert.equal(await has("dev", {}), false);
    assert.equal(await has("dev", { "bitvault:quota": true }), true);
  });

  it("lets every autoscaler be at its maximum while an update surges (SPEC 1.5.9)", async () => {
    const { inputs } = find(await objectsOf(sufficient("prod", { "bitvault:quota": true })), "ResourceQuota", "quota");
    assert.deepEqual(at(inputs, "spec.hard"), amounts());
    assert.equal(amounts()["pods"], String(11 + 21 + 11));
    assert.equal(amounts()["limits.memory"], sumQuantities(`${11 * 512}Mi`, "21Gi", `${11 * 256}Mi`));
  });

  it("counts the data stores of the namespace with all their containers, and an instance that joins", () => {
    assert.equal(amounts(inCluster(pinnedImage))["pods"], String(43 + 3 + 4));
    const more = sumQuantities(amounts()["requests.memory"]!, `${3 * (1024 + 32)}Mi`, "8Gi");
    assert.equal(amounts(inCluster(pinnedImage))["requests.memory"], more);
  });
});
