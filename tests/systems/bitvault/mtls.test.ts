import assert from "node:assert/strict";

import { load } from "../../../systems";
import { registry } from "../../../systems/registry";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import type { Keys } from "../example-keys";
import { unexpected, worldOfSource } from "../expected-flows";
import { alone } from "../sufficient";
import { container, namespaces, pod, workloads } from "./figures";
import { expectedWith } from "./flows";

const sufficient = alone("bitvault");
const mesh: Keys = { "bitvault:phase": "P4", "bitvault:mtls": "mesh" };
const certManager: Keys = { "bitvault:phase": "P4", "bitvault:mtls": "certManager" };

type Objects = readonly RegisteredObject[];
const ofKind = (objects: Objects, kind: string): string[] =>
  objects
    .filter((object) => object.kind === kind)
    .map(identity)
    .sort();
const spec = (objects: Objects, kind: string, name: string): unknown => find(objects, kind, name).inputs["spec"];

describe("BitVault's mutual TLS (SPEC 1.5.5, R-29)", () => {
  let plain: Objects;
  before(async () => {
    plain = await objectsOf(sufficient("prod"));
  });

  describe("by the mesh, from P4 on", () => {
    let found: Objects;
    before(async () => {
      found = await objectsOf(sufficient("prod", mesh));
    });

    it("puts the namespace into ambient mode and takes connections of the mesh only (R-28)", () => {
      const { labels } = find(found, "Namespace", "bitvault-prod").inputs.metadata;
      assert.equal(labels?.["istio.io/dataplane-mode"], "ambient");
      assert.equal(labels["istio-injection"], undefined);
      assert.deepEqual(spec(found, "PeerAuthentication", "default"), { mtls: { mode: "STRICT" } });
    });

    it("has no exception of strictness", () => {
      assert.deepEqual(ofKind(found, "PeerAuthentication"), ["PeerAuthentication/default"]);
    });

    it("admits to each workload the identities of its flows alone (G-28)", () => {
      const rules = at(spec(found, "AuthorizationPolicy", "bitvaultd"), "rules");
      const from = (source: object, ...ports: string[]): object => ({
        from: [{ source }],
        to: [{ operation: { ports } }],
      });
      assert.deepEqual(rules, [
        from({ namespaces: ["ingress-nginx"] }, "8080", "9090"),
        from({ principals: ["cluster.local/ns/bitvault-prod/sa/bitvault-web"] }, "8080", "9090"),
        from({ namespaces: ["monitoring"] }, "8081"),
      ]);
      assert.deepEqual(
        ofKind(found, "AuthorizationPolicy"),
        workloads.map((name) => `AuthorizationPolicy/${name}`).sort(),
      );
    });

    it("needs no container of the mesh in the pods (C-49)", () => {
      for (const name of workloads) {
        const template = (objects: Objects): unknown => at(spec(objects, "Deployment", name), "template");
        assert.deepEqual(template(found), template(plain));
      }
    });

    for (const environment of ["preview", "prod"] as const) {
      it(`in ${environment} opens the tunnel beside every flow, and nothing else (R-28)`, async () => {
        const world = await worldOfSource(sufficient(environment, mesh));
        assert.deepEqual(unexpected(world, expectedWith(environment, { mesh: true })), []);
      }).timeout(60_000);
    }
  });

  describe("by certificates of cert-manager", () => {
    let found: Objects;
    before(async () => {
      found = await objectsOf(sufficient("prod", certManager));
    });

    it("has an authority of the namespace, which signs a certificate for each workload", () => {
      assert.deepEqual(spec(found, "Issuer", "bitvault-ca"), { ca: { secretName: "bitvault-ca" } });
      for (const name of workloads) {
        const certificate = spec(found, "Certificate", `${name}-tls`);
        assert.deepEqual(at(certificate, "issuerRef"), {
          name: "bitvault-ca",
          kind: "Issuer",
          group: "cert-manager.io",
        });
        assert.deepEqual(at(certificate, "dnsNames"), [name, `${name}.bitvault-prod`, `${name}.bitvault-prod.svc`]);
        const usages = at(certificate, "usages") as string[];
        assert.ok(usages.includes("server auth") && usages.includes("client auth"), name);
      }
    });

    it("mounts it, and tells the application where", () => {
      for (const name of workloads) {
        const deployment = find(found, "Deployment", name).inputs;
        assert.deepEqual(at(deployment, `${pod}.volumes`), [
          { name: "tls", secret: { secretName: `${name}-tls`, defaultMode: 0o440 } },
        ]);
        assert.deepEqual(at(deployment, `${container}.volumeMounts`), [
          { name: "tls", mountPath: "/etc/bitvault/tls", readOnly: true },
        ]);
        const { data } = find(found, "ConfigMap", name).inputs as unknown as { data: Record<string, string> };
        assert.deepEqual(
          [data["TLS_CERT_FILE"], data["TLS_KEY_FILE"], data["TLS_CA_FILE"]],
          ["tls.crt", "tls.key", "ca.crt"].map((file) => `/etc/bitvault/tls/${file}`),
        );
      }
      assert.equal(at(find(found, "ConfigMap", "bitvault-web").inputs, "data.BITVAULTD_URL"), "https://bitvaultd:8080");
    });

    it("mounts nobody the authority's own key", () => {
      for (const name of workloads) {
        assert.doesNotMatch(JSON.stringify(find(found, "Deployment", name).inputs), /"bitvault-ca"/);
      }
    });

    it("changes nothing of who may talk to whom", () => {
      for (const name of workloads) {
        assert.deepEqual(spec(found, "NetworkPolicy", name), spec(plain, "NetworkPolicy", name));
      }
    });

    it("is allowed before P4 too (C-45)", async () => {
      const early = await objectsOf(sufficient("dev", { "bitvault:mtls": "certManager" }));
      assert.equal(ofKind(early, "Certificate").length, workloads.length + 1);
    });
  });

  it("is not there before P4 unless it is asked for", () => {
    for (const kind of ["PeerAuthentication", "AuthorizationPolicy", "Issuer", "Certificate"]) {
      assert.deepEqual(ofKind(plain, kind), []);
    }
    const { labels } = find(plain, "Namespace", namespaces.prod).inputs.metadata;
    assert.equal(labels?.["istio.io/dataplane-mode"], undefined);
  });

  it("names the kinds that it makes", async () => {
    for (const changes of [mesh, certManager]) {
      const source = sufficient("prod", changes);
      const made = (await objectsOf(source)).filter(({ type }) => /(istio|cert-manager)\.io/.test(type));
      const wanted = registry.bitvault.customResources(load(source).systems.bitvault!);
      const kinds = new Set(made.map(({ kind }) => kind));
      assert.ok(kinds.size > 0);
      for (const kind of kinds) assert.ok((wanted as readonly string[]).includes(kind), kind);
    }
  });
});
