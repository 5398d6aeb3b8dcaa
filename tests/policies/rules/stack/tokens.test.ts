import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const mount = "spec.template.spec.automountServiceAccountToken";

const volumes = "spec.template.spec.volumes";
const source = `${volumes}.0.projected.sources.0`;
const token = (options: Readonly<Record<string, string>>): unknown => [
  { name: "token", projected: { sources: [{ serviceAccountToken: { path: "token", ...options } }] } },
];

testStackRule("token-mounts", {
  passing: [
    ["a token for somebody else than the API server", { web: { [volumes]: token({ audience: "sts.amazonaws.com" }) } }],
    [
      "a service account that mounts none",
      { web: { [mount]: undefined }, webAccount: { automountServiceAccountToken: false } },
    ],
  ],
  failing: [
    ["a token without a permission", { web: { [mount]: true } }, "Deployment web", mount],
    ["Kubernetes' own choice", { web: { [mount]: undefined } }, "Deployment web", mount],
    [
      "a token in a projected volume",
      { web: { [volumes]: token({}) } },
      "Deployment web",
      `${source}.serviceAccountToken`,
    ],
    ["a binding for another account", { binding: { "subjects.0.name": "other" } }, "Deployment files", mount],
    ["a binding for another namespace", { binding: { "subjects.0.namespace": "other" } }, "Deployment files", mount],
  ],
  unknown: [
    ["whether it is mounted", { web: { [mount]: UNKNOWN_TEXT } }, "Deployment web"],
    ["whom a Role is given", { binding: { subjects: UNKNOWN_TEXT } }, "Deployment files"],
  ],
});
