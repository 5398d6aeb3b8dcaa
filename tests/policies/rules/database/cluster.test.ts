import { testRule } from "../../support/rule-cases";
import { named, PINNED_IMAGE } from "../../support/objects";

const cluster = {
  type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
  object: named("postgresql.cnpg.io/v1", "Cluster", {
    spec: {
      instances: 3,
      imageName: PINNED_IMAGE,
      enableSuperuserAccess: false,
      storage: { size: "100Gi", storageClass: "fast-ssd" },
      resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "2", memory: "1Gi" } },
      seccompProfile: { type: "RuntimeDefault" },
    },
  }),
};
const image = "spec.imageName";
const catalogue = { [image]: undefined, "spec.imageCatalogRef": { name: "a" } };

testRule("database-image-tag", {
  ...cluster,
  passing: [["an image of a catalogue", catalogue]],
  failing: [
    ["no tag", { [image]: "registry.example.com/postgres" }, image],
    ["latest", { [image]: "registry.example.com/postgres:latest" }, image],
    ["no image", { [image]: undefined }, image],
  ],
  unknown: [image],
});

testRule("database-image-digest", {
  ...cluster,
  failing: [["a tag only", { [image]: "registry.example.com/postgres:16.4" }, image]],
  unknown: [image],
});

testRule("database-image-registry", {
  ...cluster,
  failing: [["another registry", { [image]: `registry.example.org/postgres:16.4@sha256:${"ab".repeat(32)}` }, image]],
  unknown: [image],
});

testRule("database-resources", {
  ...cluster,
  failing: [
    ["no request", { "spec.resources.requests.cpu": undefined }, "spec.resources.requests.cpu"],
    ["no limit", { "spec.resources.limits.memory": undefined }, "spec.resources.limits.memory"],
    ["nothing", { "spec.resources": undefined }, "spec.resources.limits.cpu"],
  ],
  unknown: ["spec.resources", "spec.resources.limits.memory"],
});

testRule("database-access", {
  ...cluster,
  failing: [
    ["the superuser's login", { "spec.enableSuperuserAccess": true }, "spec.enableSuperuserAccess"],
    ["no seccomp", { "spec.seccompProfile.type": "Unconfined" }, "spec.seccompProfile.type"],
  ],
  unknown: ["spec.enableSuperuserAccess", "spec.seccompProfile.type"],
});

testRule("storage-class", {
  ...cluster,
  failing: [["the default class", { "spec.storage.storageClass": undefined }, "spec.storage.storageClass"]],
  unknown: ["spec.storage.storageClass"],
});
