import { POD_TOKENS } from "../../support/objects";
import { testPodRule } from "../../support/rule-cases";

const kinds = POD_TOKENS.filter((token) => !/:(?:Job|CronJob|ScaledJob)$/.test(token));
const hook = "spec.containers.0.lifecycle.preStop";
const drain = "metadata.annotations.bulwark~io/drain-seconds";
const grace = "spec.terminationGracePeriodSeconds";
const shell = (seconds: number) => ["/bin/sh", "-c", `sleep ${seconds}`];

testPodRule("grace-period", {
  kinds,
  passing: [
    ["one second more than both", { [hook]: { sleep: { seconds: 15 } }, [drain]: "14", [grace]: 30 }],
    ["Kubernetes' own 30 seconds", { [hook]: { sleep: { seconds: 15 } }, [drain]: "14" }],
    ["a hook that does something else", { [hook]: { exec: { command: ["/drain"] } }, [grace]: 1 }],
  ],
  failing: [
    ["as many seconds as both", { [hook]: { sleep: { seconds: 15 } }, [drain]: "15", [grace]: 30 }, grace],
    ["a sleep by a shell", { [hook]: { exec: { command: shell(31) } } }, grace],
    ["a sleep by itself", { [hook]: { exec: { command: ["sleep", "45"] } }, [grace]: 45 }, grace],
    ["a drain without a hook", { [drain]: "35", [grace]: 35 }, grace],
    ["no grace at all", { [grace]: 0 }, grace],
    ["a drain that is no number", { [drain]: "soon" }, drain],
  ],
  unknown: [
    grace,
    drain,
    [{ [hook]: { sleep: { seconds: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } } }, `${hook}.sleep.seconds`],
  ],
});

testPodRule("native-sleep", {
  kinds,
  passing: [
    ["the sleep action", { [hook]: { sleep: { seconds: 5 } } }],
    [
      "a shell in an image that keeps it",
      {
        [hook]: { exec: { command: shell(5) } },
        "spec.containers.0.image": `healthcare/elixir-app:v1.0.0@sha256:${"ab".repeat(32)}`,
      },
    ],
    ["a command that does more", { [hook]: { exec: { command: ["/drain"] } } }],
  ],
  failing: [["a shell", { [hook]: { exec: { command: shell(5) } } }, `${hook}.exec.command`]],
  unknown: [[{ [`${hook}.exec.command`]: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, `${hook}.exec.command`]],
});
