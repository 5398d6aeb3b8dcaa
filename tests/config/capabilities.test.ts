import assert from "node:assert/strict";

import { CAPABILITIES, resolveCapabilities } from "../../config/capabilities";

describe("capabilities", () => {
  it("are those of G-57", () => {
    assert.deepEqual(CAPABILITIES, ["mesh", "prometheus", "velero", "keda", "certManager", "externalSecrets"]);
  });

  it("are all there unless the stack says otherwise", () => {
    assert.ok(Object.values(resolveCapabilities({})).every((offered) => offered));
  });

  it("go one by one", () => {
    for (const name of CAPABILITIES) {
      const missing = Object.entries(resolveCapabilities({ [name]: false })).filter(([, offered]) => !offered);
      assert.deepEqual(missing, [[name, false]]);
    }
  });
});
