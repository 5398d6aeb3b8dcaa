/** an autoscaler scales one workload that lets it. */
import { namespaceOf, type StackReport } from "../../judging/stack";
import type { Judged } from "../../judging/judged";
import { at, elements, isSet, isUnknown, member, number, text } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { scalersOf, type Scaler } from "./scalers";
import { externalName } from "./sources";

export const scaleTargets: StackRule = {
  rule: rule({
    name: "scale-targets",
    number: "X-19",
    title: "Every autoscaler has a target in its namespace",
    severity: "high",
    tags: ["scaling", "stack"],
    remedy: "Correct kind and name of scaleTargetRef.",
  }),
  check: (stack, report, { externalObjects }) => {
    for (const { judged, target, name } of scalersOf(stack)) {
      const kind = text(judged.at("spec", "scaleTargetRef", "kind")) ?? "Deployment";
      const reference = `${kind}/${judged.subject.namespace ?? ""}/${text(name) ?? ""}`;
      if (target === "unknown") {
        report.undecide(judged, name);
      } else if (target === "missing" && !externalObjects.includes(reference)) {
        report.forbid(judged, name, `the name of a ${kind} of the stack in this namespace`);
      }
    }
  },
};

export const oneScaler: StackRule = {
  rule: rule({
    name: "one-scaler",
    number: "R-36",
    title: "A workload has one autoscaler",
    severity: "high",
    tags: ["scaling", "stack"],
    remedy: "Remove one of the two: KEDA's ScaledObject makes a HorizontalPodAutoscaler of its own.",
  }),
  check: (stack, report) => {
    const seen = new Map<Judged, Scaler>();
    for (const scaler of scalersOf(stack)) {
      if (typeof scaler.target === "string") {
        continue;
      }
      const other = seen.get(scaler.target);
      if (other !== undefined) {
        const { kind, name } = other.judged.subject;
        report.forbid(scaler.judged, scaler.name, `a workload that ${kind} ${name} does not scale already`);
      }
      seen.set(scaler.target, scaler);
    }
  },
};

export const utilizationRequests: StackRule = {
  rule: rule({
    name: "utilization-requests",
    number: "R-33",
    title: "A utilization target has requests to measure against",
    severity: "high",
    tags: ["scaling", "resources", "stack"],
    remedy: "Set the request of this resource on every container of the target.",
  }),
  check: (stack, report) => {
    for (const { judged, target } of scalersOf(stack)) {
      if (typeof target === "string") {
        continue;
      }
      for (const metric of elements(judged.at("spec", "metrics"))) {
        const resource = member(metric, "resource");
        const name = text(member(resource, "name"));
        if (text(at(resource, "target", "type")) === "Utilization" && name !== undefined) {
          demandRequest(target, name, report);
        }
      }
    }
  },
};

function demandRequest(target: Judged, resource: string, report: StackReport): void {
  for (const pod of target.pods) {
    for (const container of pod.containers.filter(({ list }) => list === "containers")) {
      const request = at(container.field, "resources", "requests", resource);
      const limit = at(container.field, "resources", "limits", resource);
      if (isUnknown(request)) {
        report.undecide(target, request);
      } else if (!isSet(request) && !isSet(limit)) {
        report.forbid(
          target,
          request,
          `a request of ${resource}, as an autoscaler measures against it`,
          container.name,
        );
      }
    }
  }
}

export const replicasLeftAlone: StackRule = {
  rule: rule({
    name: "replicas-left-alone",
    number: "R-34",
    title: "The replicas of a scaled workload start at the minimum and are left to the autoscaler",
    severity: "high",
    tags: ["scaling", "stack"],
    remedy:
      'Set the resource option ignoreChanges to ["spec.replicas"], and replicas to the minimum of the autoscaler.',
  }),
  check: (stack, report) => {
    for (const { target, minimum, initialMinimum } of scalersOf(stack)) {
      if (typeof target === "string") {
        continue;
      }
      // A manifest has no options.
      const ignored = target.resource.options?.ignoreChanges;
      if (ignored?.includes("spec.replicas") === false) {
        report.forbid(target, { path: "the resource option ignoreChanges", value: [...ignored] }, '["spec.replicas"]');
      }
      const replicas = target.at("spec", "replicas");
      const unknown = [replicas, minimum].find(isUnknown);
      if (unknown !== undefined) {
        report.undecide(target, unknown);
        continue;
      }
      const least = number(minimum) ?? initialMinimum;
      // What is ignored keeps the value that the autoscaler gave it.
      if (isSet(replicas) && replicas.value !== least && ignored?.includes("spec.replicas") !== true) {
        report.forbid(target, replicas, `${least}, the minimum of the autoscaler, or unset`);
      }
    }
  },
};

export const triggerAuthentications: StackRule = {
  rule: rule({
    name: "trigger-authentications",
    number: "X-28",
    title: "Every TriggerAuthentication that a trigger names exists",
    severity: "high",
    strictness: "outside-dev",
    tags: ["scaling", "references", "stack"],
    remedy: "Correct the name; name what is there without the program in the setting externalObjects.",
  }),
  check: (stack, report, { externalObjects }) => {
    for (const judged of ["ScaledObject", "ScaledJob"].flatMap((kind) => stack.of("keda.sh", kind))) {
      for (const trigger of elements(judged.at("spec", "triggers"))) {
        const name = at(trigger, "authenticationRef", "name");
        const kind = text(at(trigger, "authenticationRef", "kind")) ?? "TriggerAuthentication";
        const given = text(name);
        // A ClusterTriggerAuthentication is the cluster's.
        if (
          kind !== "TriggerAuthentication" ||
          (given !== undefined && externalObjects.includes(externalName(kind, judged, given)))
        ) {
          continue;
        }
        const found = given === undefined ? undefined : stack.find("keda.sh", kind, namespaceOf(judged), given);
        if (isUnknown(name) || found === "unknown") {
          report.undecide(judged, name);
        } else if (found === "missing") {
          report.forbid(judged, name, `a ${kind} of the stack in this namespace`);
        }
      }
    }
  },
};
