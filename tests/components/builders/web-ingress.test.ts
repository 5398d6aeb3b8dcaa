import assert from "node:assert/strict";
import fc from "fast-check";
import type { IngressPath } from "../../../components/builders/ingress";
import type { IngressController } from "../../../components/builders/ingress-controller";
import { ingressNginx } from "../../../components/builders/ingress-nginx";
import { webIngress, type WebIngressObjects, type WebIngressSettings } from "../../../components/builders/web-ingress";
import { identity } from "../fixtures";

const settings: WebIngressSettings = {
  name: "shop",
  route: {
    host: "shop.example.com",
    ingressClassName: "nginx",
    tlsSecretName: "shop-tls",
    paths: ["/"],
    service: { name: "shop", port: 80 },
  },
};
const build = (
  changes: Partial<WebIngressSettings> = {},
  controller: IngressController = ingressNginx,
): WebIngressObjects => webIngress(identity, { ...settings, ...changes }, controller);
const withPaths = (...paths: readonly IngressPath[]): WebIngressObjects =>
  build({ route: { ...settings.route, paths } });

/** Segment by segment (Kubernetes, Ingress: path types). */
function matchesMetrics({ path, pathType }: { path: string; pathType: string }): boolean {
  const segments = path.split("/").filter((segment) => segment !== "");
  return pathType === "Exact"
    ? path === "/metrics"
    : segments.every((segment, index) => segment === ["metrics"][index]);
}

describe("components/builders/web-ingress: metrics", () => {
  it("denies exactly /metrics of the same host to everybody, under the same TLS (C-23, R-71)", () => {
    const { ingress, metricsDenial } = build();
    assert.equal(metricsDenial?.metadata.name, "shop-metrics-deny");
    assert.deepEqual(metricsDenial.metadata.annotations, {
      "nginx.ingress.kubernetes.io/denylist-source-range": "0.0.0.0/0,::/0",
    });
    assert.deepEqual(metricsDenial.spec.tls, ingress.spec.tls);
    const [rule] = metricsDenial.spec.rules;
    assert.equal(rule?.host, "shop.example.com");
    assert.deepEqual(
      rule.http.paths.map(({ path, pathType }) => [path, pathType]),
      [["/metrics", "Exact"]],
    );
  });

  it("denies nothing where no path would publish them", () => {
    assert.equal(withPaths("/api", { exact: "/" }, "/metricsfree").metricsDenial, undefined);
  });

  it("refuses their own path, however an application may spell it (R-71)", () => {
    for (const path of ["/metrics", "/metrics/", "/Metrics", { exact: "/metrics" }, { exact: "/metrics/" }]) {
      assert.throws(() => withPaths("/", path), /paths\[1\]: .* allowed is any path but that of the metrics/);
    }
  });

  it("never publishes them, whatever the paths are (R-71)", () => {
    const text = fc.constantFrom("/", "/api", "/met", "/metrics", "/metrics/", "/m", "/METRICS", "/metrics/x");
    const path = fc.oneof(
      text,
      text.map((exact) => ({ exact })),
    );
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), (paths) => {
        let objects: WebIngressObjects;
        try {
          objects = withPaths(...paths);
        } catch {
          return;
        }
        const published = objects.ingress.spec.rules.flatMap(({ http }) => http.paths).some(matchesMetrics);
        assert.equal(objects.metricsDenial !== undefined, published);
      }),
    );
  });
});

describe("components/builders/web-ingress: headers", () => {
  it("adds the security headers unless the controller does (SPEC 1.3.9)", () => {
    const { headers, ingress } = build();
    assert.equal(headers?.metadata.name, "shop-headers");
    assert.deepEqual(headers.data, {
      "X-Frame-Options": "DENY",
      "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    });
    assert.equal(ingress.metadata.annotations?.["nginx.ingress.kubernetes.io/custom-headers"], "shop-dev/shop-headers");
    const theirs = build({ headers: "controller" });
    assert.equal(theirs.headers, undefined);
    assert.equal("nginx.ingress.kubernetes.io/custom-headers" in (theirs.ingress.metadata.annotations ?? {}), false);
  });

  it("takes more headers and other values, and keeps the rest", () => {
    const { headers } = build({ headers: { "X-Frame-Options": "SAMEORIGIN", "Permissions-Policy": "camera=()" } });
    assert.equal(headers?.data["X-Frame-Options"], "SAMEORIGIN");
    assert.equal(headers.data["Permissions-Policy"], "camera=()");
    assert.equal(headers.data["X-Content-Type-Options"], "nosniff");
  });

  it("refuses what would break out of a header", () => {
    for (const [name, value] of [
      ["X-A", "a\nX-B: b"],
      ["X-A", ""],
      ["X A", "a"],
      ["X-A", "é"],
    ] as const) {
      assert.throws(
        () => build({ headers: { [name]: value } }),
        /headers\.X.A: .* printable ASCII characters; correct it/,
      );
    }
  });
});

describe("components/builders/web-ingress: limit and CORS", () => {
  it("accepts exactly limits of whole requests from 1", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -5, max: 1000 }), fc.constantFrom(0.5, NaN, Infinity)), (limit) => {
        const annotation = (): unknown =>
          build({ requestsPerMinute: limit }).ingress.metadata.annotations?.["nginx.ingress.kubernetes.io/limit-rpm"];
        if (Number.isInteger(limit) && limit >= 1) assert.equal(annotation(), String(limit));
        else assert.throws(annotation, /requestsPerMinute: .* a whole number of at least 1/);
      }),
    );
  });

  it("refuses the star, what is no origin, and an origin twice", () => {
    const origin = "https://app.example.com";
    for (const wrong of ["*", "app.example.com", `${origin}/`, "https://*.example.com", "null"]) {
      assert.throws(() => build({ corsOrigins: [origin, wrong] }), /corsOrigins\[1\]: .* allowed is an origin/);
    }
    assert.throws(() => build({ corsOrigins: [origin, origin] }), /corsOrigins\[1\]: .* twice/);
  });
});

describe("components/builders/web-ingress: controller", () => {
  it("lets another controller take the place of ingress-nginx without another word of the caller (G-15)", () => {
    const other: IngressController = {
      ingressClassName: "other",
      serving: (namespace, edge) => ({
        "example.com/edge": `${namespace} ${edge.requestsPerMinute ?? 0} ${edge.corsOrigins.join()}`,
      }),
      denying: () => ({ "example.com/deny": "all" }),
      splitting: (weight) => ({ "example.com/share": String(weight) }),
    };
    const caller = { requestsPerMinute: 100, corsOrigins: ["https://app.example.com"] };
    const { ingress, metricsDenial } = build(caller, other);
    assert.deepEqual(ingress.metadata.annotations, { "example.com/edge": "shop-dev 100 https://app.example.com" });
    assert.deepEqual(metricsDenial?.metadata.annotations, { "example.com/deny": "all" });
  });
});
