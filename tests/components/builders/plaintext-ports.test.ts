import assert from "node:assert/strict";
import type { Flow } from "../../../components/builders/flow";
import { plaintextPorts } from "../../../components/builders/plaintext-ports";
import { identity, web } from "../fixtures";

const scrape: Flow = {
  from: { namespace: "monitoring" },
  to: { workload: identity },
  ports: [web],
  plaintext: true,
  paths: ["/metrics"],
};

describe("components/builders/plaintext-ports", () => {
  it("lets the ports of plain flows take both, and keeps all others strict (R-29, G-28)", () => {
    const object = plaintextPorts(identity, [scrape, scrape]);
    assert.equal(object?.metadata.name, "shop");
    assert.deepEqual(object.spec, {
      selector: { matchLabels: { app: "shop" } },
      mtls: { mode: "STRICT" },
      portLevelMtls: { "8080": { mode: "PERMISSIVE" } },
    });
  });

  it("is not made where every client has an identity", () => {
    const { from, to, ports } = scrape;
    assert.equal(plaintextPorts(identity, [{ from, to, ports }]), undefined);
  });

  it("is not made for the plain flows of others", () => {
    const elsewhere = { ...scrape, to: { workload: { ...identity, namespace: "shop-prod" } } };
    assert.equal(plaintextPorts(identity, [elsewhere]), undefined);
  });
});
