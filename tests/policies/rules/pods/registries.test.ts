import { testPodRule } from "../../support/rule-cases";

const digest = `@sha256:${"ab".repeat(32)}`;
const image = "spec.containers.0.image";

testPodRule("image-registry", {
  passing: [
    ["a repository of the list", { [image]: `postgres:16-alpine${digest}` }],
    ["a repository below one of the list", { [image]: `timescale/timescaledb:2.17.2-pg16${digest}` }],
    ["a registry of the list", { [image]: `registry.example.com/team/app${digest}` }],
  ],
  failing: [
    ["an image of somebody", { [image]: `somebody/app:1${digest}` }, image],
    ["another registry", { [image]: `registry.example.org/app:1${digest}` }, image],
    ["a registry whose name begins like one of the list", { [image]: `registry.example.com.evil/app${digest}` }, image],
    [
      "an image of an init container",
      { "spec.initContainers.0.image": `busybox:1${digest}` },
      "spec.initContainers.0.image",
    ],
    [
      "an image of a debug container",
      { "spec.ephemeralContainers.0.image": `busybox:1${digest}` },
      "spec.ephemeralContainers.0.image",
    ],
  ],
  unknown: [image, "spec.containers"],
});
