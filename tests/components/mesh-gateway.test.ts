import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { MeshGateway, type MeshGatewayArgs } from "../../components/mesh-gateway";
import { identity } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const make = (changes: Partial<MeshGatewayArgs> = {}): Promise<Recording> =>
  record(
    () =>
      new MeshGateway("shop-edge", {
        workload: identity,
        hosts: ["shop.example.com"],
        gateway: { name: "shop-gateway" },
        tls: { secretName: "shop-tls" },
        virtualService: { name: "shop-routes", routes: [{ to: { host: "shop", port: 80 } }] },
        ...changes,
      }),
  );
const metadataOf = ({ inputs }: Recorded): { name: string; namespace: string; labels: Record<string, string> } =>
  inputs["metadata"] as ReturnType<typeof metadataOf>;
const specOf = ({ inputs }: Recorded): Record<string, unknown> => inputs["spec"] as Record<string, unknown>;

describe("components/mesh-gateway", () => {
  it("makes a Gateway and routes behind it, for the same hosts (SPEC 1.2.10)", async () => {
    const { one, resources } = await make();
    const [gateway, routes] = [one("Gateway"), one("VirtualService")];
    assert.equal(gateway.type, "kubernetes:networking.istio.io/v1beta1:Gateway");
    assert.deepEqual([metadataOf(gateway).name, metadataOf(routes).name], ["shop-gateway", "shop-routes"]);
    assert.deepEqual([gateway.name, routes.name], ["shop-edge-gateway", "shop-edge-routes"]);
    assert.deepEqual(specOf(routes)["gateways"], ["shop-gateway"]);
    assert.deepEqual(specOf(routes)["hosts"], ["shop.example.com"]);
    assert.deepEqual(routes.dependencies, [gateway.urn]);
    assert.equal(metadataOf(gateway).labels["app"], "shop");
    assert.deepEqual(
      resources.map(({ type }) => type.split(":").at(-1)).filter((kind) => kind !== "Stack"),
      ["MeshGateway", "Gateway", "VirtualService"],
    );
  });

  it("gets its certificate in the namespace of the gateway pods, under the Secret's name (G-13)", async () => {
    const { one } = await make({ tls: { secretName: "shop-tls", source: { issuer: { name: "public" } } } });
    const certificate = one("Certificate");
    assert.deepEqual([metadataOf(certificate).name, metadataOf(certificate).namespace], ["shop-tls", "istio-system"]);
    assert.equal(specOf(certificate)["secretName"], "shop-tls");
    assert.deepEqual(specOf(certificate)["dnsNames"], ["shop.example.com"]);
    assert.ok(one("Gateway").dependencies.includes(certificate.urn));
  });

  it("takes a pair from configuration instead, as a Secret of the gateway's namespace (G-13)", async () => {
    const source = { certificate: pulumi.secret("CERT"), key: pulumi.secret("KEY") };
    const { one } = await make({ tls: { secretName: "shop-tls", source }, gatewayNamespace: "edge" });
    assert.deepEqual([metadataOf(one("Secret")).name, metadataOf(one("Secret")).namespace], ["shop-tls", "edge"]);
    assert.ok(one("Gateway").dependencies.includes(one("Secret").urn));
  });

  it("is refused without TLS, whatever the types were told (R-30)", async () => {
    await assert.rejects(make({ tls: undefined as never }), /MeshGateway "shop-edge": tls: nothing is given/);
  });

  it("makes external hosts known (C-15)", async () => {
    const { one } = await make({ externalHosts: [{ name: "model", hosts: ["api.example.com"] }] });
    assert.equal(one("ServiceEntry").name, "shop-edge-external-model");
    assert.equal(metadataOf(one("ServiceEntry")).namespace, "shop-dev");
  });

  it("takes a transform per child", async () => {
    const transform = { metadata: { annotations: { note: "one" } } };
    const { one } = await make({ transform: { gateway: transform } });
    assert.deepEqual(one("Gateway").inputs["metadata"], {
      ...metadataOf((await make()).one("Gateway")),
      annotations: { note: "one" },
    });
    assert.equal("annotations" in metadataOf(one("VirtualService")), false);
  });

  it("says where an argument was refused", async () => {
    await assert.rejects(
      make({ tls: { secretName: "" } }),
      /MeshGateway "shop-edge", child "shop-edge-gateway": tls\.secretName: "" is given/,
    );
  });
});
