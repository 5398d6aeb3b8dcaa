import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const included = "spec.template.includedNamespaces";

testStackRule("namespace-backups", {
  passing: [["a stack without backups", { schedule: undefined }]],
  failing: [
    [
      "a backup of others",
      { schedule: { [included]: ["other"] } },
      "PersistentVolumeClaim files",
      "metadata.namespace",
    ],
  ],
  unknown: [["what a backup includes", { schedule: { [included]: UNKNOWN_TEXT } }, "PersistentVolumeClaim files"]],
});
