import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const backend = "spec.rules.0.http.paths.0.backend.service";
const destination = "spec.http.0.route.0.destination";
const canary = "spec.http.0.route.1";

testStackRule("route-services", {
  passing: [
    ["a host outside of the cluster", { route: { [`${destination}.host`]: "api.example.com" } }],
    ["a port by name", { ingress: { [`${backend}.port`]: { name: "http" } } }],
  ],
  failing: [
    ["an Ingress to no Service", { ingress: { [`${backend}.name`]: "other" } }, "Ingress web", `${backend}.name`],
    [
      "an Ingress to no port",
      { ingress: { [`${backend}.port.number`]: 8080 } },
      "Ingress web",
      `${backend}.port.number`,
    ],
    ["a route to no Service", { webService: undefined }, "VirtualService web", `${destination}.host`],
    [
      "a route to no port",
      { route: { [`${destination}.port.number`]: 8080 } },
      "VirtualService web",
      `${destination}.port.number`,
    ],
    [
      "a canary that gets requests",
      { route: { [`${canary}.weight`]: 5 } },
      "VirtualService web",
      `${canary}.destination.host`,
    ],
  ],
  unknown: [
    ["the name of a backend", { ingress: { [`${backend}.name`]: UNKNOWN_TEXT } }, "Ingress web"],
    ["the host of a destination", { route: { [`${destination}.host`]: UNKNOWN_TEXT } }, "VirtualService web"],
  ],
});
