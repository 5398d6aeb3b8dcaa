import assert from "node:assert/strict";
import fc from "fast-check";
import { meshRoutes, type Retries, type Route, type RoutesSettings } from "../../../components/builders/mesh-routes";
import type { CustomFields } from "../../../components/custom-resources";
import { identity } from "../fixtures";

const shop = { host: "shop", port: 80 };
const canary = { host: "shop-canary", port: 80 };

function routes(changes: Partial<RoutesSettings> = {}): CustomFields<"VirtualService"> {
  const settings = { name: "shop-routes", hosts: ["shop.example.com"], gateways: ["shop-gateway"] };
  return meshRoutes(identity, { ...settings, routes: [{ to: shop }], ...changes });
}
const http = (...given: Route[]): CustomFields<"VirtualService">["spec"]["http"] => routes({ routes: given }).spec.http;
const retrying = (changes: Partial<Retries>, route: Partial<Route> = {}): unknown =>
  http({ to: shop, retries: { attempts: 3, perTryTimeout: "10s", ...changes }, ...route });
const weighted = (...weights: number[]): unknown =>
  http({ to: weights.map((weight, index) => ({ host: `shop-${index}`, port: 80, weight })) });

describe("components/builders/mesh-routes", () => {
  it("leads /api to a Service within 30 s (SPEC 1.2.10)", () => {
    assert.deepEqual(routes().spec, {
      hosts: ["shop.example.com"],
      gateways: ["shop-gateway"],
      http: [
        {
          match: [{ uri: { prefix: "/api" } }],
          route: [{ destination: { host: "shop", port: { number: 80 } } }],
          timeout: "30s",
        },
      ],
    });
  });

  it("takes several prefixes, and a stream without a limit", () => {
    const [route] = http({ prefixes: ["/api", "/live"], to: shop, timeout: "none" }) ?? [];
    assert.deepEqual(route?.match, [{ uri: { prefix: "/api" } }, { uri: { prefix: "/live" } }]);
    assert.equal("timeout" in route, false);
  });

  it("retries as often as it is told, though the last try may be cut (C-18)", () => {
    const [route] = http({ to: shop, timeout: "30s", retries: { attempts: 3, perTryTimeout: "10s" } }) ?? [];
    assert.deepEqual(route?.retries, { attempts: 3, perTryTimeout: "10s" });
  });

  it("names the failures that are tried again", () => {
    const retries: Retries = { attempts: 1, perTryTimeout: "1s", retryOn: ["connect-failure", "503"] };
    assert.equal(http({ to: shop, retries })?.[0]?.retries?.retryOn, "connect-failure,503");
    assert.throws(() => retrying({ retryOn: ["5xx,reset"] }), /retries\.retryOn: "5xx,reset" is given/);
    assert.throws(() => retrying({ retryOn: [] }), /retries\.retryOn: an empty list is given/);
  });

  it("splits requests between a release and its canary, inside the mesh too (C-30)", () => {
    const { spec } = routes({
      hosts: ["shop", "shop.example.com"],
      gateways: ["mesh", "edge/public"],
      routes: [
        {
          prefixes: ["/api"],
          to: [
            { ...shop, weight: 90 },
            { ...canary, weight: 10 },
          ],
        },
      ],
    });
    assert.deepEqual(spec.gateways, ["mesh", "edge/public"]);
    assert.deepEqual(spec.http?.[0]?.route, [
      { destination: { host: "shop", port: { number: 80 } }, weight: 90 },
      { destination: { host: "shop-canary", port: { number: 80 } }, weight: 10 },
    ]);
  });

  it("takes weights exactly if they are parts that add up to 100", () => {
    weighted(100, 0);
    const parts = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, (weights) => {
        const sum = weights.reduce((total, weight) => total + weight, 0);
        if (sum === 100) weighted(...weights);
        else assert.throws(() => weighted(...weights), new RegExp(`routes\\[0\\]\\.to: weights .* = ${sum} is given`));
        // The rest, so that sums of 100 are tried too.
        if (sum < 100) weighted(...weights, 100 - sum);
      }),
    );
  });

  it("refuses weights that are no parts, and no destination", () => {
    assert.throws(() => weighted(110, -10), /routes\[0\]\.to\[0\]\.weight: 110 is given/);
    assert.throws(() => weighted(49.5, 50.5), /routes\[0\]\.to\[0\]\.weight: 49\.5 is given/);
    assert.throws(() => weighted(), /routes\[0\]\.to: weights {2}= 0 is given/);
  });

  it("refuses times that are none, and a try that is longer than the route", () => {
    assert.throws(() => http({ to: shop, timeout: "30" as "30s" }), /routes\[0\]\.timeout: "30" is given/);
    assert.throws(
      () => http({ to: shop, timeout: "0s" }),
      /routes\[0\]\.timeout: "0s" is given, allowed is at least 1ms/,
    );
    assert.throws(() => retrying({ perTryTimeout: "fast" as "1s" }), /retries\.perTryTimeout: "fast" is given/);
    assert.throws(
      () => retrying({}, { timeout: "5s" }),
      /perTryTimeout: 10s is given, allowed is at most the route's 5s/,
    );
    retrying({}, { timeout: "none" });
  });

  it("refuses counts of tries outside 0 to 10", () => {
    for (const attempts of [-1, 1.5, 11]) assert.throws(() => retrying({ attempts }), /retries\.attempts: /);
    retrying({ attempts: 0 });
  });

  it("refuses a prefix that never gets a request", () => {
    assert.throws(
      () => http({ prefixes: ["/api"], to: shop }, { prefixes: ["/api/v2"], to: canary }),
      /routes\[1\]\.prefixes: "\/api\/v2" behind "\/api" is given/,
    );
    http({ prefixes: ["/api/v2"], to: canary }, { prefixes: ["/api"], to: shop });
    assert.throws(() => http({ to: shop }, { to: canary }), /routes\[1\]\.prefixes: "\/api" behind "\/api"/);
    assert.throws(() => http({ prefixes: [], to: shop }), /routes\[0\]\.prefixes: an empty list is given/);
  });

  it("takes other paths inside the mesh than at a gateway (C-30)", () => {
    const settings = { hosts: ["shop", "shop.example.com"], gateways: ["mesh", "edge"] };
    const { spec } = routes({
      ...settings,
      routes: [
        { prefixes: ["/api"], gateways: ["edge"], to: shop },
        { prefixes: ["/"], gateways: ["mesh"], to: shop },
      ],
    });
    assert.deepEqual(
      spec.http?.map(({ match }) => match),
      [[{ uri: { prefix: "/api" }, gateways: ["edge"] }], [{ uri: { prefix: "/" }, gateways: ["mesh"] }]],
    );
    for (const gateways of [[], ["other"]]) {
      assert.throws(() => routes({ ...settings, routes: [{ gateways, to: shop }] }), /routes\[0\]\.gateways: /);
    }
  });

  it("compares prefixes at the same gateway only", () => {
    const settings = { hosts: ["shop"], gateways: ["mesh", "edge"] };
    const both = (first: string[], second: string[]): unknown =>
      routes({
        ...settings,
        routes: [
          { prefixes: ["/api"], gateways: first, to: shop },
          { prefixes: ["/api/v2"], gateways: second, to: canary },
        ],
      });
    both(["mesh"], ["edge"]);
    assert.throws(() => both(["mesh", "edge"], ["edge"]), /"\/api\/v2" behind "\/api"/);
  });

  it("never publishes the metrics at a gateway; inside the mesh it may lead to all paths (R-71)", () => {
    const gateway = fc.constantFrom("mesh", "edge", "other/edge");
    const prefix = fc.constantFrom("/", "/m", "/met", "/metrics", "/metrics/", "/metricsfree", "/api", "/metrics/x");
    fc.assert(
      fc.property(fc.uniqueArray(gateway, { minLength: 1 }), prefix, (gateways, one) => {
        const build = (): unknown => routes({ gateways, routes: [{ prefixes: [one], to: shop }] });
        const isPublic = gateways.some((each) => each !== "mesh");
        const takesMetrics = ["/", "/m", "/met", "/metrics", "/metrics/"].includes(one);
        if (isPublic && takesMetrics) assert.throws(build, /routes\[0\]\.prefixes: ".*" at a gateway is given/);
        else build();
      }),
    );
  });

  it("refuses what is no beginning of a path", () => {
    for (const prefix of ["", "api", "/api/*", "/a b", "/api?x=1"]) {
      assert.throws(() => http({ prefixes: [prefix], to: shop }), /routes\[0\]\.prefixes\[0\]: ".*" is given/, prefix);
    }
  });

  it("refuses a destination without a name or a port", () => {
    assert.throws(() => http({ to: { host: "*", port: 80 } }), /routes\[0\]\.to\.host: "\*" is given/);
    assert.throws(() => http({ to: { host: "shop", port: 0 } }), /routes\[0\]\.to\.port: 0 is given/);
  });

  it("refuses no route, no gateway, and what is no gateway", () => {
    assert.throws(() => routes({ routes: [] }), /routes: an empty list is given/);
    assert.throws(() => routes({ gateways: [] }), /gateways: an empty list is given/);
    for (const gateway of ["", "*", "a/b/c", "/b", "a/"]) {
      assert.throws(() => routes({ gateways: [gateway] }), /gateways\[0\]: /, gateway);
    }
  });
});
