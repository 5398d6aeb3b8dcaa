import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const mount = "spec.template.spec.automountServiceAccountToken";

testStackRule("token-mounts", {
  passing: [
    [
      "a service account that mounts none",
      { web: { [mount]: undefined }, webAccount: { automountServiceAccountToken: false } },
    ],
  ],
  failing: [
    ["a token without a permission", { web: { [mount]: true } }, "Deployment web", mount],
    ["Kubernetes' own choice", { web: { [mount]: undefined } }, "Deployment web", mount],
    ["a binding for another account", { binding: { "subjects.0.name": "other" } }, "Deployment files", mount],
    ["a binding for another namespace", { binding: { "subjects.0.namespace": "other" } }, "Deployment files", mount],
  ],
  unknown: [
    ["whether it is mounted", { web: { [mount]: UNKNOWN_TEXT } }, "Deployment web"],
    ["whom a Role is given", { binding: { subjects: UNKNOWN_TEXT } }, "Deployment files"],
  ],
});
