import assert from "node:assert/strict";
import { service } from "../../../components/builders/service";
import { identity, web } from "../fixtures";

describe("components/builders/service", () => {
  it("is a ClusterIP on the container's port by name (R-76)", () => {
    const { spec } = service(identity, { name: "shop", ports: [{ target: web }] }, [web]);
    assert.deepEqual(spec, {
      type: "ClusterIP",
      selector: { app: "shop" },
      ports: [{ name: "web", port: 8080, targetPort: "web", protocol: "TCP" }],
    });
  });

  it("maps another port on the container's number, with a protocol for the mesh (G-26)", () => {
    const target = { ...web, appProtocol: "tcp" };
    const ports = [{ target, port: 80, name: "http", targetBy: "number" as const }];
    assert.deepEqual(service(identity, { name: "shop", ports, headless: true }, [target]).spec, {
      type: "ClusterIP",
      clusterIP: "None",
      selector: { app: "shop" },
      ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP", appProtocol: "tcp" }],
    });
  });

  it("keeps a client on one pod for the given time (R-77)", () => {
    const { spec } = service(identity, { name: "shop", ports: [{ target: web }], clientAffinitySeconds: 3600 }, [web]);
    assert.equal(spec.sessionAffinity, "ClientIP");
    assert.deepEqual(spec.sessionAffinityConfig, { clientIP: { timeoutSeconds: 3600 } });
  });

  it("states that it has no affinity where asked to (R-77)", () => {
    const ports = [{ target: web }];
    assert.equal(
      service(identity, { name: "shop", ports, clientAffinitySeconds: "none" }, [web]).spec.sessionAffinity,
      "None",
    );
    assert.equal(service(identity, { name: "shop", ports }, [web]).spec.sessionAffinity, undefined);
  });

  it("names pods that are not ready only where asked to", () => {
    const settings = { name: "shop", ports: [{ target: web }], headless: true };
    assert.equal(service(identity, { ...settings, publishesUnready: true }, [web]).spec.publishNotReadyAddresses, true);
    assert.ok(!("publishNotReadyAddresses" in service(identity, settings, [web]).spec));
  });

  it("selects one release, though its group has several (SPEC 1.4.3)", () => {
    const selector = { app: "shop", track: "stable" };
    const release = { ...identity, selector, group: { app: "shop" } };
    assert.deepEqual(service(release, { name: "shop", ports: [{ target: web }] }, [web]).spec.selector, selector);
  });

  it("refuses a target that the container does not declare, no port, and a malformed name", () => {
    assert.throws(
      () => service(identity, { name: "shop", ports: [{ target: web }] }, []),
      /services\.shop\.ports\[0\]/,
    );
    assert.throws(() => service(identity, { name: "shop", ports: [] }, [web]), /no port is given/);
    assert.throws(() => service(identity, { name: "0shop", ports: [{ target: web }] }, [web]), /"0shop" is given/);
    const twice = [{ target: web }, { target: web, port: 80 }];
    assert.throws(() => service(identity, { name: "shop", ports: twice }, [web]), /"web" twice/);
  });
});
