/** a preview environment has the namespace that its pull request removes again. */
import { isKind } from "../../kubernetes/kinds";
import { member } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const PREVIEW_NAME = /^bitvault-preview-pr-[1-9]\d*$/;
const ENVIRONMENT = "bulwark.io/environment";

export const previewNamespaces: ObjectRule = {
  rule: rule({
    name: "preview-namespaces",
    number: "R-80",
    title: "Namespaces of previews are named after their pull request",
    severity: "medium",
    tags: ["namespaces"],
    remedy: "Name the namespace bitvault-preview-pr-NUMBER and label it bulwark.io/environment: preview.",
  }),
  concerns: (type) => isKind(type, "", "Namespace"),
  check: (judged, report) => {
    const name = judged.at("metadata", "name");
    const label = member(judged.at("metadata", "labels"), ENVIRONMENT);
    if (label.value === "preview") {
      report.restrict(
        name,
        (value) => typeof value === "string" && PREVIEW_NAME.test(value),
        "bitvault-preview-pr-NUMBER",
      );
    } else if (typeof name.value === "string" && PREVIEW_NAME.test(name.value)) {
      report.demand(label, () => false, "preview");
    }
  },
};
