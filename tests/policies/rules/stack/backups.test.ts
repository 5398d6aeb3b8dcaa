import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const snapshots = "spec.template.snapshotVolumes";
const included = "spec.template.includedNamespaces";

testStackRule("namespace-backups", {
  passing: [
    ["a stack without backups", { schedule: undefined }],
    [
      "copies in place of snapshots",
      { schedule: { [snapshots]: false, "spec.template.defaultVolumesToFsBackup": true } },
    ],
  ],
  failing: [
    [
      "a backup without volumes",
      { schedule: { [snapshots]: false } },
      "PersistentVolumeClaim files",
      "metadata.namespace",
    ],
    [
      "a backup of others",
      { schedule: { [included]: ["other"] } },
      "PersistentVolumeClaim files",
      "metadata.namespace",
    ],
  ],
  unknown: [["what a backup includes", { schedule: { [included]: UNKNOWN_TEXT } }, "PersistentVolumeClaim files"]],
});
