/** nodes that are set aside for a workload run that workload only. */
import { at, elements, isUnknown, member, text, type Field } from "../../values/field";
import { podRule, rule } from "../rule";

export const dedicatedNodes = podRule(
  rule({
    name: "dedicated-nodes",
    number: "R-46",
    title: "Only the workload that nodes are set aside for tolerates their taint",
    severity: "medium",
    tags: ["scheduling"],
    remedy: "Remove the toleration, or name the taint's key and value in one that means other nodes.",
  }),
  (pod, report, { settings }) => {
    const tolerations = member(pod.spec, "tolerations");
    const name = at(pod.metadata, "labels", "app.kubernetes.io/name");
    const unknown = [tolerations, ...elements(tolerations)].find(isUnknown);
    if (unknown !== undefined) {
      report.undecide(unknown);
    }
    for (const { workload, key, value } of settings.dedicatedNodes.map(parse)) {
      for (const toleration of elements(tolerations)) {
        if (tolerates(toleration, key, value)) {
          if (isUnknown(name)) {
            report.undecide(name);
          } else if (name.value !== workload) {
            report.forbid(toleration, `no toleration of ${key}=${value}, which is for ${workload}`);
          } else {
            report.demand(at(pod.spec, "nodeSelector", key), (given) => given === value, value);
          }
        }
      }
    }
  },
);

/** An entry of the setting: `workload key=value`. */
function parse(entry: string): { workload: string; key: string; value: string } {
  const [workload = "", taint = ""] = entry.split(" ");
  const [key = "", value = ""] = taint.split("=");
  return { workload, key, value };
}

/** `operator: Exists` without a key tolerates every taint. */
function tolerates(toleration: Field, key: string, value: string): boolean {
  const given = text(member(toleration, "key")) ?? "";
  const exists = text(member(toleration, "operator")) === "Exists";
  return given === "" ? exists : given === key && (exists || text(member(toleration, "value")) === value);
}
