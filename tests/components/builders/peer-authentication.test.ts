import assert from "node:assert/strict";
import { strictPeerAuthentication } from "../../../components/builders/peer-authentication";
import { identity } from "../fixtures";

describe("components/builders/peer-authentication", () => {
  it("holds for the whole namespace, and takes mTLS only (R-29, G-28)", () => {
    const { metadata, spec } = strictPeerAuthentication(identity);
    assert.deepEqual([metadata.name, metadata.namespace], ["default", "shop-dev"]);
    assert.deepEqual(spec, { mtls: { mode: "STRICT" } });
  });
});
