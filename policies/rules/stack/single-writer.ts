/** a volume that one node can mount is mounted by one pod. */
import { namespaceOf, type Stack } from "../../judging/stack";
import type { Judged } from "../../judging/judged";
import { at, elements, isUnknown, member, text } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { scalersOf } from "./scalers";

const ONE_NODE: ReadonlySet<unknown> = new Set(["ReadWriteOnce", "ReadWriteOncePod"]);

/** The claims for one node that a Deployment mounts. */
function singleClaims(deployment: Judged, stack: Stack): readonly Judged[] {
  return deployment.pods
    .flatMap((pod) => elements(member(pod.spec, "volumes")))
    .map((volume) => text(at(volume, "persistentVolumeClaim", "claimName")))
    .flatMap((name) => {
      const claim =
        name === undefined ? "missing" : stack.find("", "PersistentVolumeClaim", namespaceOf(deployment), name);
      return typeof claim === "string" ? [] : [claim];
    })
    .filter((claim) => elements(claim.at("spec", "accessModes")).some(({ value }) => ONE_NODE.has(value)));
}

export const singleWriter: StackRule = {
  rule: rule({
    name: "single-writer",
    number: "R-44",
    title: "A Deployment with a volume for one node has one pod, recreated and not scaled",
    severity: "high",
    tags: ["data", "availability", "stack"],
    remedy: "Set replicas to 1 and strategy.type to Recreate, and remove the autoscaler; or use a StatefulSet.",
  }),
  check: (stack, report) => {
    const scaled = new Map(scalersOf(stack).map((scaler) => [scaler.target, scaler]));
    for (const deployment of stack.of("apps", "Deployment")) {
      if (singleClaims(deployment, stack).length === 0) {
        continue;
      }
      const type = deployment.at("spec", "strategy", "type");
      const replicas = deployment.at("spec", "replicas");
      for (const field of [type, replicas].filter(isUnknown)) {
        report.undecide(deployment, field);
      }
      if (!isUnknown(type) && type.value !== "Recreate") {
        report.forbid(deployment, type, "Recreate");
      }
      if (!isUnknown(replicas) && replicas.value !== undefined && replicas.value !== 1) {
        report.forbid(deployment, replicas, "1");
      }
      const scaler = scaled.get(deployment);
      if (scaler !== undefined) {
        report.forbid(scaler.judged, scaler.name, "a workload without a volume for one node");
      }
    }
  },
};
