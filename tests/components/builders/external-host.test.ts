import assert from "node:assert/strict";
import { externalHost } from "../../../components/builders/external-host";
import { identity } from "../fixtures";

describe("components/builders/external-host", () => {
  it("makes a host known to its own namespace only, for TLS (C-15)", () => {
    assert.deepEqual(externalHost(identity, { name: "model", hosts: ["api.example.com"] }).spec, {
      hosts: ["api.example.com"],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: 443, name: "tls", protocol: "TLS" }],
      exportTo: ["."],
    });
  });

  it("refuses wildcards and ports that are none", () => {
    assert.throws(() => externalHost(identity, { name: "model", hosts: ["*.example.com"] }), /hosts\[0\]: /);
    assert.throws(
      () => externalHost(identity, { name: "model", hosts: ["api.example.com"], port: 0 }),
      /port: 0 is given/,
    );
  });
});
