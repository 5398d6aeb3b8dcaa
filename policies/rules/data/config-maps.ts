/** a ConfigMap holds nothing that anybody who may read it must not know. */
import { isKind } from "../../kubernetes/kinds";
import { isUnknown, members, text } from "../../values/field";
import { rule, type ObjectRule } from "../rule";
import { credentialIn, isLiteral, isSecretName } from "./credentials";

export const configMapSecrets: ObjectRule = {
  rule: rule({
    name: "config-map-secrets",
    number: "R-58",
    title: "No PEM block, key or connection string with a password stands in a ConfigMap",
    severity: "critical",
    frameworks: { cis: "5.4.1", nsa: "Authentication and authorization: secrets", hipaa: "164.312(a)(2)(iv)" },
    tags: ["secrets"],
    remedy: "Move the value to a Secret, or to an ExternalSecret, and refer to its key.",
  }),
  concerns: (type) => isKind(type, "", "ConfigMap"),
  check: (judged, report) => {
    for (const map of ["data", "binaryData"]) {
      const field = judged.at(map);
      if (isUnknown(field)) {
        report.undecide(field);
      }
      for (const { key, field: entry } of members(field)) {
        const content = text(entry);
        if (content === undefined) {
          if (isUnknown(entry)) {
            report.undecide(entry);
          }
          continue;
        }
        const plain = map === "data" ? content : Buffer.from(content, "base64").toString("latin1");
        const found =
          credentialIn(plain) ?? (isSecretName(key) && isLiteral(plain) ? "a value under a secret's name" : undefined);
        if (found !== undefined) {
          report.conceal(entry, found, "nothing secret");
        }
      }
    }
  },
};
