import assert from "node:assert/strict";
import fc from "fast-check";
import { goMemoryLimit, natsConfig, type NatsConfigSettings } from "../../../components/builders/nats-config";
import type { ByteQuantity } from "../../../config/primitives/quantity";

const base: NatsConfigSettings = {
  name: "nats",
  headlessService: "nats-headless",
  replicas: 3,
  ports: { client: 4222, cluster: 6222, monitor: 8222 },
  storeDirectory: "/data",
  storeSize: "10Gi",
  pidFile: "/run/nats/nats.pid",
  lameDuckSeconds: 30,
};
const lines = (changes: Partial<NatsConfigSettings> = {}): string[] =>
  natsConfig({ ...base, ...changes })
    .split("\n")
    .map((line) => line.trim());

describe("components/builders/nats-config", () => {
  it("listens for clients, servers and monitoring (SPEC 1.5.4)", () => {
    const found = lines();
    assert.ok(found.includes("port: 4222") && found.includes("port: 6222") && found.includes("http_port: 8222"));
  });

  it("names servers as their pods and advertises no addresses, so that KEDA finds a consumer's leader", () => {
    assert.ok(lines().includes("server_name: $POD_NAME"));
    assert.ok(lines().includes("no_advertise: true"));
  });

  it("knows the route to each server of the cluster, whatever their number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (replicas) => {
        const routes = lines({ replicas }).filter((line) => line.startsWith("nats-route://"));
        assert.equal(new Set(routes).size, replicas);
        assert.equal(routes.at(-1), `nats-route://nats-${replicas - 1}.nats-headless:6222`);
      }),
    );
  });

  it("keeps streams on the volume alone, and always leaves room there", () => {
    assert.ok(lines().includes("max_memory_store: 0"));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), fc.constantFrom("Mi", "Gi", "G", "Ti"), (amount, unit) => {
        const size = `${amount}${unit}` as ByteQuantity;
        const bytes = amount * { Mi: 2 ** 20, Gi: 2 ** 30, G: 1e9, Ti: 2 ** 40 }[unit];
        const store = Number(/max_file_store: (\d+)$/m.exec(natsConfig({ ...base, storeSize: size }))?.[1]);
        assert.ok(store > 0.89 * bytes && store <= 0.9 * bytes, `${size}: ${store}`);
      }),
    );
  });

  it("reads who may connect from another file, at the end", () => {
    assert.ok(!lines().some((line) => line.startsWith("include")));
    assert.equal(lines({ include: "../who/who.conf" }).at(-2), 'include "../who/who.conf"');
  });

  it("meets clients and servers over TLS where it has a certificate, and is asked by KEDA in plain", () => {
    assert.ok(!lines().some((line) => line.includes("tls")));
    const found = lines({ tlsDirectory: "/etc/tls" });
    const blocks = found.flatMap((line, index) => (line === "tls {" ? [found.slice(index + 1, index + 5)] : []));
    const block = ['cert_file: "/etc/tls/tls.crt"', 'key_file: "/etc/tls/tls.key"', 'ca_file: "/etc/tls/ca.crt"', "}"];
    assert.deepEqual(blocks, [block, block]);
    assert.ok(
      found.indexOf("tls {") < found.indexOf("cluster {") && found.lastIndexOf("tls {") > found.indexOf("cluster {"),
    );
    assert.ok(found.includes("http_port: 8222"));
  });

  it("closes every bracket", () => {
    const text = natsConfig({ ...base, tlsDirectory: "/etc/tls" });
    for (const [open, close] of [
      ["{", "}"],
      ["[", "]"],
    ] as const) {
      assert.equal(text.split(open).length, text.split(close).length);
    }
  });

  it("refuses no server, no room, and a time that NATS refuses", () => {
    assert.throws(() => natsConfig({ ...base, replicas: 0 }), /replicas: 0/);
    assert.throws(() => natsConfig({ ...base, storeSize: "0Gi" }), /storage\.size: "0Gi"/);
    assert.throws(() => natsConfig({ ...base, storeSize: "ten" as ByteQuantity }), /storage\.size/);
    assert.throws(() => natsConfig({ ...base, lameDuckSeconds: 29 }), /lameDuckSeconds: 29 .* at least 30/);
  });

  it("keeps Go's memory below the limit of the container", () => {
    assert.equal(goMemoryLimit("m", "1Gi"), String(Math.floor(2 ** 30 * 0.8)));
    assert.throws(() => goMemoryLimit("resources.limits.memory", "much" as ByteQuantity), /resources\.limits\.memory/);
  });
});
