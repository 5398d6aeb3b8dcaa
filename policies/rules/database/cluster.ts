/** for CloudNativePG: the operator makes the pods, the Cluster says of what. */
import { demandDigest, demandRelease } from "../../controls/hardening";
import type { Report } from "../../controls/control";
import type { Judged } from "../../judging/judged";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { isUnknown, type Field } from "../../values/field";
import { demandRegistry } from "../pods/registries";
import { rule, type ObjectRule, type Rule } from "../rule";

const isCluster = (type: ObjectType): boolean => isKind(type, "postgresql.cnpg.io", "Cluster");

function clusterRule(given: Rule, check: ObjectRule["check"]): ObjectRule {
  return { rule: given, concerns: isCluster, check };
}

/** Judges the image where it is known; one that the Cluster takes from a catalogue is not judged here. */
function judgeImage(judged: Judged, report: Report, judge: (image: Field) => void): void {
  const image = judged.at("spec", "imageName");
  if (isUnknown(image)) {
    report.undecide(image);
  } else if (judged.at("spec", "imageCatalogRef").value === undefined) {
    judge(image);
  }
}

const NSA_IMAGES = "Kubernetes Pod security: building secure container images";

export const databaseImageTag = clusterRule(
  rule({
    name: "database-image-tag",
    number: "R-64",
    title: "The image of a database cluster names one release",
    severity: "high",
    frameworks: { nsa: NSA_IMAGES },
    tags: ["images", "database"],
    remedy: "Name the release in imageName by its tag, and in staging and prod also by its digest.",
  }),
  (judged, report) => {
    judgeImage(judged, report, (image) => {
      demandRelease(image, report);
    });
  },
);

export const databaseImageDigest = clusterRule(
  rule({
    name: "database-image-digest",
    number: "R-63",
    title: "The image of a database cluster is pinned by digest",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { nsa: NSA_IMAGES, hipaa: "164.312(c)(1)" },
    tags: ["images", "database"],
    remedy: "Append the digest of the image that was tested to imageName.",
  }),
  (judged, report) => {
    judgeImage(judged, report, (image) => {
      demandDigest(image, report);
    });
  },
);

export const databaseImageRegistry = clusterRule(
  rule({
    name: "database-image-registry",
    number: "R-81",
    title: "The image of a database cluster comes from a registry on the allow-list",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { cis: "5.5.1", nsa: NSA_IMAGES },
    tags: ["images", "database"],
    remedy: "Take imageName from an allowed registry, or add its registry or repository to the setting registries.",
  }),
  (judged, report, settings) => {
    judgeImage(judged, report, (image) => {
      demandRegistry(image, report, settings);
    });
  },
);

export const databaseResources = clusterRule(
  rule({
    name: "database-resources",
    number: "R-31",
    title: "A database cluster has CPU and memory requests and limits",
    severity: "high",
    frameworks: { nsa: "Network separation and hardening: resource policies" },
    tags: ["resources", "database"],
    remedy: "Set requests and limits of CPU and memory under resources.",
  }),
  (judged, report) => {
    for (const [part, name] of [
      ["requests", "cpu"],
      ["requests", "memory"],
      ["limits", "cpu"],
      ["limits", "memory"],
    ] as const) {
      report.demand(judged.at("spec", "resources", part, name), () => true, "a quantity");
    }
  },
);

export const databaseAccess = clusterRule(
  rule({
    name: "database-access",
    number: "X-06",
    title: "Nobody logs in to a database cluster as its superuser, and its pods keep their seccomp profile",
    severity: "high",
    frameworks: { cis: "5.7.2", hipaa: "164.312(a)(1)" },
    tags: ["identity", "database"],
    remedy: "Remove enableSuperuserAccess, and set seccompProfile.type to RuntimeDefault.",
  }),
  (judged, report) => {
    report.restrict(judged.at("spec", "enableSuperuserAccess"), (value) => value === false, "false or unset");
    report.restrict(
      judged.at("spec", "seccompProfile", "type"),
      (value) => value === "RuntimeDefault" || value === "Localhost",
      "RuntimeDefault, Localhost or unset",
    );
  },
);
