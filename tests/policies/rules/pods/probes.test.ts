import { POD_TOKENS } from "../../support/objects";
import { testPodRule } from "../../support/rule-cases";

const lasting = POD_TOKENS.filter((token) => !/:(?:Job|CronJob|ScaledJob)$/.test(token));
const ending = POD_TOKENS.filter((token) => !lasting.includes(token));
const container = "spec.containers.0";

testPodRule("probes", {
  kinds: lasting,
  passing: [
    ["a pod that ends by itself", { [`${container}.livenessProbe`]: undefined, "spec.restartPolicy": "Never" }],
    ["an init container that ends", { "spec.initContainers.0.restartPolicy": undefined }],
  ],
  failing: [
    ["no liveness probe", { [`${container}.livenessProbe`]: undefined }, `${container}.livenessProbe`],
    ["no readiness probe", { [`${container}.readinessProbe`]: undefined }, `${container}.readinessProbe`],
    [
      "a sidecar without probes",
      { "spec.initContainers.0.restartPolicy": "Always" },
      "spec.initContainers.0.livenessProbe",
    ],
  ],
  unknown: [`${container}.livenessProbe`, "spec.containers"],
});

testPodRule("probes", { kinds: ending, failing: [] });

testPodRule("probe-frequency", {
  kinds: lasting,
  passing: [
    ["the same figures", { [`${container}.readinessProbe.periodSeconds`]: 10 }],
    ["a slower liveness probe", { [`${container}.livenessProbe.periodSeconds`]: 20 }],
  ],
  failing: [
    [
      "a longer period",
      { [`${container}.readinessProbe.periodSeconds`]: 11 },
      `${container}.readinessProbe.periodSeconds`,
    ],
    [
      "a higher threshold than the stated one",
      { [`${container}.livenessProbe.failureThreshold`]: 2, [`${container}.readinessProbe.failureThreshold`]: 3 },
      `${container}.readinessProbe.failureThreshold`,
    ],
    [
      "Kubernetes' own period beside a shorter one",
      { [`${container}.livenessProbe.periodSeconds`]: 5 },
      `${container}.readinessProbe.periodSeconds`,
    ],
  ],
  unknown: [`${container}.livenessProbe.periodSeconds`, `${container}.readinessProbe.failureThreshold`],
});
