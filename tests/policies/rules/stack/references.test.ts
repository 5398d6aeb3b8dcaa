import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const container = "spec.template.spec.containers.0";
const volumes = "spec.template.spec.volumes";

testStackRule("config-references", {
  passing: [
    [
      "keys that External Secrets adds to a Secret of the program",
      {
        externalSecret: { "spec.target.name": "web", "spec.target.creationPolicy": "Merge" },
        web: { [`${container}.env.1.valueFrom.secretKeyRef.key`]: "KEY", [`${container}.envFrom`]: [] },
      },
    ],
    [
      "an optional key",
      { web: { [`${container}.env.0.valueFrom.configMapKeyRef`]: { name: "other", key: "A", optional: true } } },
    ],
    [
      "any key of what a template makes",
      {
        externalSecret: { "spec.target.template": {} },
        web: { [`${container}.env.1.valueFrom.secretKeyRef`]: { name: "external", key: "ANY" } },
      },
    ],
  ],
  failing: [
    [
      "no ConfigMap",
      { webConfig: undefined },
      "Deployment web, container app",
      `${container}.env.0.valueFrom.configMapKeyRef.name`,
    ],
    [
      "no such key of a ConfigMap",
      { webConfig: { "data.LOG_LEVEL": undefined } },
      "Deployment web, container app",
      `${container}.env.0.valueFrom.configMapKeyRef.key`,
    ],
    [
      "no such key in a volume",
      { webConfig: { data: { LEVEL: "info" } } },
      "Deployment web",
      `${volumes}.0.configMap.items.0.key`,
    ],
    [
      "no Secret",
      { webSecret: undefined },
      "Deployment web, container app",
      `${container}.env.1.valueFrom.secretKeyRef.name`,
    ],
    [
      "no such key of a Secret",
      { webSecret: { stringData: { OTHER: "a" } } },
      "Deployment web, container app",
      `${container}.env.1.valueFrom.secretKeyRef.key`,
    ],
    [
      "no ExternalSecret",
      { externalSecret: undefined },
      "Deployment web, container app",
      `${container}.envFrom.1.secretRef.name`,
    ],
    ["no Certificate", { certificate: undefined }, "Deployment web", `${volumes}.1.secret.secretName`],
    [
      "no such file of a Certificate",
      { web: { [`${volumes}.1.secret.items.0.key`]: "key.pem" } },
      "Deployment web",
      `${volumes}.1.secret.items.0.key`,
    ],
    [
      "a ConfigMap of another namespace",
      { webConfig: { "metadata.namespace": "other" } },
      "Deployment web, container app",
      `${container}.envFrom.0.configMapRef.name`,
    ],
  ],
  unknown: [
    [
      "the name that is asked for",
      { web: { [`${container}.envFrom.0.configMapRef.name`]: UNKNOWN_TEXT } },
      "Deployment web",
    ],
    ["the name of the ConfigMap", { webConfig: { "metadata.name": UNKNOWN_TEXT } }, "Deployment web"],
    ["what the ExternalSecret makes", { externalSecret: { "spec.target.name": UNKNOWN_TEXT } }, "Deployment web"],
  ],
});

const account = "spec.template.spec.serviceAccountName";
const claim = `${volumes}.0.persistentVolumeClaim.claimName`;
testStackRule("pod-references", {
  failing: [
    ["no service account", { webAccount: undefined }, "Deployment web", account],
    ["no claim", { claim: undefined }, "Deployment files", claim],
  ],
  unknown: [
    ["the account", { web: { [account]: UNKNOWN_TEXT } }, "Deployment web"],
    ["the claim", { files: { [claim]: UNKNOWN_TEXT } }, "Deployment files"],
  ],
});
