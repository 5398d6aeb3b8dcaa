/** PodSecurity: the types of volumes that a pod may mount. */
import { elements, isUnknown, member, members, type Field } from "../values/field";
import type { Pod } from "../kubernetes/pods";
import { since, type Control, type Report } from "./control";

function volumesOf(pod: Pod, report: Report): Field[] {
  const volumes = member(pod.spec, "volumes");
  if (isUnknown(volumes)) {
    report.undecide(volumes);
  }
  return elements(volumes);
}

export const hostPathVolumes: Control = {
  id: "hostPathVolumes",
  title: "No directory of the node is mounted",
  versions: [
    since(0, (pod, report) => {
      for (const volume of volumesOf(pod, report)) {
        report.restrict(member(volume, "hostPath"), () => false, "unset");
      }
    }),
  ],
};

const allowedSources: readonly string[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

export const restrictedVolumes: Control = {
  id: "restrictedVolumes",
  title: "Only volume types without access to the node or to foreign storage",
  versions: [
    since(
      0,
      (pod, report) => {
        for (const volume of volumesOf(pod, report)) {
          if (isUnknown(volume)) {
            report.undecide(volume);
          }
          // A volume without any source becomes an emptyDir, so only a source that is set can be wrong.
          for (const { key, field } of members(volume)) {
            if (key !== "name" && !allowedSources.includes(key)) {
              report.restrict(field, () => false, `unset; allowed are ${allowedSources.join(", ")}`);
            }
          }
        }
      },
      ["hostPathVolumes"],
    ),
  ],
};
