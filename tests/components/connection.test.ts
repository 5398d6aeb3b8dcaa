import assert from "node:assert/strict";
import { Connection, type ConnectionArgs, type Flow } from "../../components/connection";
import { identity, web } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const scrape: Flow = { from: { namespace: "monitoring" }, to: { workload: identity }, ports: [web] };
const sidecar = { mode: "sidecar", monitoringNamespace: "monitoring" } as const;

const connect = (changes: Partial<ConnectionArgs> = {}): Promise<Recording> =>
  record(
    () =>
      new Connection("shop-network", { workload: identity, policies: { both: "shop" }, flows: [scrape], ...changes }),
  );
const names = (resources: readonly Recorded[]): string[] => resources.map(({ name }) => name).sort();

describe("components/connection", () => {
  it("makes one object per named policy", async () => {
    const { all } = await connect({ policies: { ingress: "in", egress: "out" } });
    assert.deepEqual(names(all("NetworkPolicy")), ["shop-network-egress", "shop-network-ingress"]);
  });

  it("says where a flow was refused", async () => {
    await assert.rejects(connect({ policies: {} }), /Connection "shop-network": network\.policies: no name is given/);
  });

  it("makes nothing of a mesh where there is none", async () => {
    const { resources } = await connect();
    assert.deepEqual(names(resources), ["shop-network", "shop-network-ingress-egress"]);
  });

  for (const mesh of [sidecar, { mode: "ambient" } as const]) {
    it(`lets the mesh admit identities, in ${mesh.mode} mode (G-28)`, async () => {
      const { one, all } = await connect({ mesh });
      const { inputs, name } = one("AuthorizationPolicy");
      assert.equal(name, "shop-network-authorization");
      assert.deepEqual(inputs["apiVersion"], "security.istio.io/v1beta1");
      assert.deepEqual((inputs["metadata"] as Record<string, unknown>)["name"], "shop");
      assert.equal(all("PeerAuthentication").length, 0);
    });
  }

  it("opens ports to plain text only where a flow asks for it (G-28)", async () => {
    const { one } = await connect({ mesh: sidecar, flows: [{ ...scrape, plaintext: true, paths: ["/metrics"] }] });
    assert.equal(one("PeerAuthentication").name, "shop-network-plaintext");
  });

  it("ignores what a flow says of the mesh where there is none", async () => {
    const { all } = await connect({ flows: [{ ...scrape, plaintext: true, paths: ["/metrics"] }] });
    assert.deepEqual([all("AuthorizationPolicy").length, all("PeerAuthentication").length], [0, 0]);
  });

  it("says where an identity was missing", async () => {
    const flows: Flow[] = [{ ...scrape, from: { cidr: "10.0.0.0/8" } }];
    await assert.rejects(
      connect({ mesh: sidecar, flows }),
      /Connection "shop-network", child "shop-network-authorization": network\.flows: from/,
    );
  });

  it("takes a transform per kind", async () => {
    const transform = { authorizationPolicy: { metadata: { labels: { tier: "one" } } } };
    const { one } = await connect({ mesh: sidecar, transform });
    const { labels } = one("AuthorizationPolicy").inputs["metadata"] as { labels: Record<string, string> };
    assert.equal(labels["tier"], "one");
  });
});
