import assert from "node:assert/strict";
import { sharedName } from "../../../components/builders/shared-name";
import { ENVIRONMENTS } from "../../../config/primitives/environment";

describe("components/builders/shared-name", () => {
  it("tells the environments apart (SPEC 0.3)", () => {
    const names = ENVIRONMENTS.map((environment) => sharedName("name", "shop-daily", environment));
    assert.equal(names[0], "shop-daily-dev");
    assert.equal(new Set(names).size, ENVIRONMENTS.length);
  });

  it("keeps a name that the SPEC states", () => {
    assert.equal(sharedName("name", { exactly: "healthcare-daily" }, "prod"), "healthcare-daily");
  });

  it("refuses what is no name of an object, either way", () => {
    assert.throws(() => sharedName("schedule.name", "Shop", "dev"), /schedule\.name: "Shop-dev"/);
    assert.throws(() => sharedName("schedule.name", { exactly: "" }, "dev"), /schedule\.name: ""/);
  });
});
