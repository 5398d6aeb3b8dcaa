/** no secret stands in the definition of a workload. */
import { elements, isUnknown, member, text } from "../../values/field";
import { podRule, rule } from "../rule";
import { eachContainer } from "../../controls/control";
import { credentialIn, isLiteral, isSecretName } from "./credentials";

export const environmentSecrets = podRule(
  rule({
    name: "environment-secrets",
    number: "X-04",
    title: "No secret stands literally in an environment variable, a command or an argument",
    severity: "critical",
    frameworks: { cis: "5.4.1", nsa: "Authentication and authorization: secrets", hipaa: "164.312(a)(2)(iv)" },
    tags: ["secrets"],
    remedy: "Take the value from a Secret with valueFrom.secretKeyRef or envFrom.",
  }),
  (pod, report) => {
    eachContainer(pod, report, (container) => {
      const env = member(container.field, "env");
      if (isUnknown(env)) {
        report.undecide(env);
      }
      for (const variable of elements(env)) {
        const field = member(variable, "value");
        const value = text(field);
        if (isUnknown(field)) {
          report.undecide(field);
        } else if (value !== undefined) {
          const named = isSecretName(text(member(variable, "name")) ?? "") && isLiteral(value);
          const found = credentialIn(value) ?? (named ? "a value under a secret's name" : undefined);
          if (found !== undefined) {
            report.conceal(field, found, "valueFrom.secretKeyRef", container);
          }
        }
      }
      for (const word of [
        ...elements(member(container.field, "command")),
        ...elements(member(container.field, "args")),
      ]) {
        const found = credentialIn(text(word) ?? "");
        if (found !== undefined) {
          report.conceal(word, found, "a reference to an environment variable", container);
        }
      }
    });
  },
);
