/** a namespace does not call itself less than its stack is for, to be judged more leniently. */
import { ENVIRONMENT_LABEL, isMoreLenient } from "../../judging/environment";
import { isKind } from "../../kubernetes/kinds";
import { isUnknown, member, text } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

export const namespaceEnvironment: ObjectRule = {
  rule: rule({
    name: "namespace-environment",
    number: "X-29",
    title: "No namespace is labelled as a more lenient environment than its stack is for",
    severity: "critical",
    frameworks: { nsa: "Network separation and hardening: namespaces" },
    tags: ["namespaces"],
    remedy: `Give the label ${ENVIRONMENT_LABEL} the stack's environment; what is for another belongs in another stack.`,
  }),
  concerns: (type) => isKind(type, "", "Namespace"),
  check: (judged, report, _settings, environments) => {
    const label = member(judged.at("metadata", "labels"), ENVIRONMENT_LABEL);
    const environment = environments.ofStack(judged.subject.stack);
    // No label is as lenient as dev.
    if (environment === undefined || !isMoreLenient("dev", environment)) {
      return;
    }
    const given = text(label);
    if (isUnknown(label)) {
      report.undecide(label);
    } else if (given !== undefined && isMoreLenient(given, environment)) {
      report.forbid(label, `${environment}, which the stack is for`);
    }
  },
};
