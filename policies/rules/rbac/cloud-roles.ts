/** who may act in the cloud. */
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { isUnknown, member, text } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const SYSTEM_LABEL = "app.kubernetes.io/part-of";

const isAccount = (type: ObjectType): boolean => isKind(type, "", "ServiceAccount");
const isRoleArn = (value: unknown): boolean => typeof value === "string" && ROLE_ARN.test(value);

export const cloudRoles: ObjectRule = {
  rule: rule({
    name: "cloud-roles",
    number: "R-68",
    title: "Only workloads that may have a role of the cloud name one, by its ARN",
    severity: "high",
    frameworks: { nsa: "Authentication and authorization", hipaa: "164.312(a)(1)" },
    tags: ["identity"],
    remedy: "Give the annotation the ARN of the workload's own role, or remove it.",
  }),
  concerns: isAccount,
  check: (judged, report, { cloudRoleSystems }) => {
    const annotation = member(judged.at("metadata", "annotations"), ROLE_ANNOTATION);
    const system = member(judged.at("metadata", "labels"), SYSTEM_LABEL);
    if (annotation.value !== undefined && isUnknown(system)) {
      report.undecide(system);
    } else if (cloudRoleSystems.includes(text(system) ?? "")) {
      report.restrict(annotation, isRoleArn, "the ARN of a role");
    } else {
      report.restrict(annotation, () => false, `unset outside of ${cloudRoleSystems.join(", ")}`);
    }
  },
};

export const cloudRoleRequired: ObjectRule = {
  rule: rule({
    name: "cloud-role-required",
    number: "R-68",
    title: "A workload that calls the cloud has a role of its own",
    severity: "medium",
    strictness: "outside-dev",
    frameworks: { nsa: "Authentication and authorization", hipaa: "164.312(a)(1)" },
    tags: ["identity"],
    remedy: `Set the annotation ${ROLE_ANNOTATION}; the setting cloudRoleRequired says whose ServiceAccounts need it.`,
  }),
  concerns: isAccount,
  check: (judged, report, settings) => {
    const system = text(member(judged.at("metadata", "labels"), SYSTEM_LABEL)) ?? "";
    if (settings.cloudRoleSystems.includes(system) && settings.cloudRoleRequired.includes(judged.subject.name)) {
      report.demand(member(judged.at("metadata", "annotations"), ROLE_ANNOTATION), () => true, "the ARN of a role");
    }
  },
};
