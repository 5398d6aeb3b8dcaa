import { UNKNOWN_TEXT } from "../../support/pack";
import { smallStack } from "../../support/small-stack";
import { changed } from "../../support/rule-cases";
import { testStackRule } from "../../support/stack-cases";

const path = "spec.rules.0.http.paths.0.path";
const uri = "spec.http.0.match.0.uri";
const root = { [path]: "/" };
const pattern = "metadata.annotations.nginx~ingress~kubernetes~io/use-regex";

/** An Ingress for the same host that lets nobody see /metrics. */
const deny = {
  ...smallStack["ingress"]!,
  name: "deny",
  object: changed(smallStack["ingress"]!.object, {
    "metadata.name": "deny",
    "metadata.annotations.nginx~ingress~kubernetes~io/denylist-source-range": "0.0.0.0/0,::/0",
    [path]: "/metrics",
    "spec.rules.0.http.paths.0.pathType": "Exact",
  }),
};

testStackRule("metrics-inside", {
  passing: [
    ["all paths, where another Ingress denies /metrics of the host", { ingress: root, deny }],
    ["an expression for something else", { ingress: { [path]: "/api/.*", [pattern]: "true" } }],
    ["a path that only looks alike", { ingress: { [path]: "/metrics-of-business" } }],
    ["a route of the mesh", { route: { "spec.gateways": ["mesh"], [uri]: { prefix: "/" } } }],
    ["a route without gateways", { route: { "spec.gateways": undefined, [uri]: { prefix: "/" } } }],
    [
      "a match of the mesh",
      {
        route: {
          "spec.gateways": ["gateway", "mesh"],
          [uri]: { prefix: "/" },
          "spec.http.0.match.0.gateways": ["mesh"],
        },
      },
    ],
    [
      "all paths behind a route that answers for /metrics",
      {
        route: {
          "spec.http": [
            { match: [{ uri: { prefix: "/metrics" } }], directResponse: { status: 404 } },
            { match: [{ uri: { prefix: "/" } }] },
          ],
        },
      },
    ],
  ],
  failing: [
    ["all paths", { ingress: root }, "Ingress web", path],
    ["the path itself", { ingress: { [path]: "/metrics" } }, "Ingress web", path],
    ["the beginning of the path", { ingress: { [path]: "/met" } }, "Ingress web", path],
    ["an expression", { ingress: { [path]: "/m.*", [pattern]: "true" } }, "Ingress web", path],
    [
      "all paths of another host",
      { ingress: { ...root, "spec.rules.0.host": "b.example.com" }, deny },
      "Ingress web",
      path,
    ],
    [
      "a denial that is not exact",
      {
        ingress: root,
        deny: { ...deny, object: changed(deny.object, { "spec.rules.0.http.paths.0.pathType": "Prefix" }) },
      },
      "Ingress web",
      path,
    ],
    ["a route of all paths", { route: { [uri]: { prefix: "/" } } }, "VirtualService web", uri],
    [
      "a route without a match",
      { route: { "spec.http.0.match": undefined } },
      "VirtualService web",
      "spec.http.0.match",
    ],
    [
      "a match without a path",
      { route: { [uri]: undefined, "spec.http.0.match.0.method": { exact: "GET" } } },
      "VirtualService web",
      uri,
    ],
    ["an expression", { route: { [uri]: { regex: "/(api|metrics)" } } }, "VirtualService web", uri],
    ["a route of /metrics", { route: { [uri]: { exact: "/metrics" } } }, "VirtualService web", uri],
  ],
  unknown: [
    ["a path", { ingress: { [path]: UNKNOWN_TEXT } }, "Ingress web"],
    ["a prefix", { route: { [uri]: { prefix: UNKNOWN_TEXT } } }, "VirtualService web"],
  ],
});
