import assert from "node:assert/strict";
import fc from "fast-check";
import { ingress, type IngressFields, type IngressRoute } from "../../../components/builders/ingress";
import { identity } from "../fixtures";

const route: IngressRoute = {
  host: "shop.example.com",
  ingressClassName: "nginx",
  tlsSecretName: "shop-tls",
  paths: ["/api", { exact: "/login" }],
  service: { name: "shop", port: 80 },
};
const build = (changes: Partial<IngressRoute> = {}): IngressFields =>
  ingress(identity, { name: "shop", annotations: { note: "x" } }, { ...route, ...changes });

describe("components/builders/ingress", () => {
  it("leads the paths of one host to one Service, under TLS (R-30)", () => {
    const backend = { service: { name: "shop", port: { number: 80 } } };
    assert.deepEqual(build().spec, {
      ingressClassName: "nginx",
      tls: [{ hosts: ["shop.example.com"], secretName: "shop-tls" }],
      rules: [
        {
          host: "shop.example.com",
          http: {
            paths: [
              { path: "/api", pathType: "Prefix", backend },
              { path: "/login", pathType: "Exact", backend },
            ],
          },
        },
      ],
    });
    assert.deepEqual(build().metadata.annotations, { note: "x" });
  });

  for (const host of ["*.example.com", "*", "", "https://shop.example.com", "shop.example.com/", "10.0.0.1", "Shop"]) {
    it(`refuses the host ${JSON.stringify(host)}`, () => {
      assert.throws(() => build({ host }), /^ArgumentError: host: .* allowed is a DNS name/);
    });
  }

  it("refuses an Ingress without a TLS Secret (R-30)", () => {
    assert.throws(() => build({ tlsSecretName: "" }), /tls\.secretName: "" is given/);
  });

  it("refuses no path, and a path that means the same as another", () => {
    assert.throws(() => build({ paths: [] }), /paths: no path is given/);
    for (const paths of [
      ["/api", "/api"],
      ["/api", "/api/"],
      [{ exact: "/a" }, { exact: "/a" }],
    ]) {
      assert.throws(() => build({ paths }), /paths\[1\]: .* twice is given, allowed is each path once/);
    }
  });

  it("keeps a prefix and a single path of the same text apart", () => {
    const paths = ["/a", { exact: "/a" }, { exact: "/a/" }];
    assert.equal(build({ paths }).spec.rules[0]?.http.paths.length, 3);
  });

  it("refuses a path that a controller would resolve to another one", () => {
    for (const path of ["/a//b", "//", "/./a", "/a/../b", "/a/..", "/a/."]) {
      assert.throws(() => build({ paths: [path] }), /paths\[0\]: .* without empty or dotted segments/, path);
    }
  });

  it("takes exactly the paths that the API server and the controller's strict check take", () => {
    const piece = fc.constantFrom("/", "api", ".", "..", "-", "_", "%2f", "*", " ", "$", "{", "a.b", ";", "\n", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const path = pieces.join("");
        // kubernetes: pkg/apis/networking/validation, invalidPathSequences and -Suffixes; ingress-nginx: validPathType.
        const isTaken =
          /^\/[A-Za-z0-9._\-/]*$/.test(path) &&
          !["//", "/./", "/../"].some((part) => path.includes(part)) &&
          !["/.", "/.."].some((end) => path.endsWith(end));
        if (isTaken) build({ paths: [path] });
        else assert.throws(() => build({ paths: [{ exact: path }] }), /paths\[0\]: /);
      }),
    );
  });

  it("refuses ports and names that no Service has", () => {
    assert.throws(() => build({ service: { name: "Shop", port: 80 } }), /service\.name: "Shop" is given/);
    for (const port of [0, 65_536, 80.5]) {
      assert.throws(() => build({ service: { name: "shop", port } }), /service\.port: .* from 1 to 65535/);
    }
  });
});
