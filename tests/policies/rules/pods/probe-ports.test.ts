import { POD_TOKENS } from "../../support/objects";
import { testPodRule } from "../../support/rule-cases";

const container = "spec.containers.0";

testPodRule("probe-ports", {
  passing: [
    ["the number of a declared port", { [`${container}.livenessProbe.httpGet.port`]: 8080 }],
    ["a probe by command", { [`${container}.livenessProbe`]: { exec: { command: ["true"] } } }],
  ],
  failing: [
    [
      "a name that no port has",
      { [`${container}.livenessProbe.httpGet.port`]: "health" },
      `${container}.livenessProbe.httpGet.port`,
    ],
    [
      "a number that no port has",
      { [`${container}.readinessProbe`]: { tcpSocket: { port: 9090 } } },
      `${container}.readinessProbe.tcpSocket.port`,
    ],
    ["a gRPC port", { [`${container}.startupProbe`]: { grpc: { port: 9090 } } }, `${container}.startupProbe.grpc.port`],
    ["a container without ports", { [`${container}.ports`]: undefined }, `${container}.livenessProbe.httpGet.port`],
  ],
  unknown: [`${container}.livenessProbe.httpGet.port`, `${container}.ports`],
});

testPodRule("probes-differ", {
  kinds: POD_TOKENS.filter((token) => !/:(?:Job|CronJob|ScaledJob)$/.test(token)),
  passing: [["different pages", { [`${container}.readinessProbe.httpGet.path`]: "/health/ready" }]],
  failing: [
    [
      "the same page",
      { [`${container}.readinessProbe.httpGet.path`]: "/health" },
      `${container}.readinessProbe.httpGet.path`,
    ],
  ],
  unknown: [`${container}.readinessProbe.httpGet.path`],
});
