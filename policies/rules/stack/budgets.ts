/** a drain of nodes neither takes a service down nor waits forever. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Stack, type Workload } from "../../judging/stack";
import { isKind } from "../../kubernetes/kinds";
import { matches, type Match } from "../../kubernetes/selector";
import { isSet, isUnknown, number, text, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { guaranteed, scalersOf } from "./scalers";

const budgetsOf = (stack: Stack, namespace?: string): readonly Judged[] =>
  stack.of("policy", "PodDisruptionBudget", namespace);

function selects(budget: Judged, { labels }: Workload): Match {
  return matches(budget.at("spec", "selector"), labels);
}

/** What serves for as long as it exists, in several pods if need be. */
function isService({ judged: { type } }: Workload): boolean {
  return isKind(type, "apps", "Deployment") || isKind(type, "apps", "StatefulSet");
}

export const budgetPerService: StackRule = {
  rule: rule({
    name: "disruption-budget",
    number: "R-39",
    title: "Every service of several pods has a PodDisruptionBudget",
    severity: "high",
    strictness: "outside-dev",
    tags: ["availability", "stack"],
    remedy: "Make a PodDisruptionBudget with the selector of the workload.",
  }),
  check: (stack, report) => {
    const scalers = scalersOf(stack);
    for (const workload of stack.workloads.filter(isService)) {
      const { count, field } = guaranteed(workload.judged, scalers);
      if (count === undefined) {
        report.undecide(workload.judged, field);
        continue;
      }
      const found = budgetsOf(stack, workload.namespace).map((budget) => selects(budget, workload));
      if (count < 2 || found.includes("yes")) {
        continue;
      }
      if (found.includes("unknown")) {
        report.undecide(workload.judged, workload.labels);
      } else {
        report.forbid(workload.judged, workload.labels, "labels that a PodDisruptionBudget selects");
      }
    }
  },
};

export const budgetAllowsDrain: StackRule = {
  rule: rule({
    name: "budget-allows-drain",
    number: "R-40",
    title: "A PodDisruptionBudget lets a drain make progress",
    severity: "high",
    strictness: "outside-dev",
    tags: ["availability", "stack"],
    remedy: "Lower minAvailable below the least number of pods, or set maxUnavailable to 1.",
  }),
  check: (stack, report) => {
    const scalers = scalersOf(stack);
    for (const budget of budgetsOf(stack)) {
      const most = budget.at("spec", "maxUnavailable");
      if (most.value === 0 || most.value === "0%") {
        report.forbid(budget, most, "at least 1");
      }
      const least = budget.at("spec", "minAvailable");
      for (const workload of stack.workloadsIn(namespaceOf(budget)).filter((one) => isSet(least) && isService(one))) {
        const selected = selects(budget, workload);
        const { count, field } = guaranteed(workload.judged, scalers);
        if (selected === "no") {
          continue;
        }
        if (selected === "unknown" || count === undefined || isUnknown(least)) {
          report.undecide(budget, count === undefined ? field : least);
        } else if (podsOf(least, count) >= count) {
          report.forbid(
            budget,
            least,
            `less than ${count}, the least number of pods of ${workload.judged.subject.name}`,
          );
        }
      }
    }
  },
};

/** A number of pods, or a percentage of them rounded up. */
function podsOf(field: Field, count: number): number {
  const [, percent] = /^(\d+)%$/.exec(text(field) ?? "") ?? [];
  return percent === undefined ? (number(field) ?? 0) : Math.ceil((Number(percent) * count) / 100);
}

export const oneBudget: StackRule = {
  rule: rule({
    name: "one-budget",
    number: "R-42",
    title: "At most one PodDisruptionBudget selects a pod",
    severity: "high",
    tags: ["availability", "stack"],
    remedy: "Narrow the selectors; a pod of two budgets cannot be evicted at all.",
  }),
  check: (stack, report) => {
    for (const workload of stack.workloads) {
      const selecting = budgetsOf(stack, workload.namespace).filter((budget) => selects(budget, workload) === "yes");
      const [first, ...others] = selecting;
      for (const budget of others) {
        const { name } = workload.judged.subject;
        const wanted = `a selector without the pods of ${name}, which ${first?.subject.name ?? ""} selects`;
        report.forbid(budget, budget.at("spec", "selector"), wanted);
      }
    }
  },
};

export const budgetTargets: StackRule = {
  rule: rule({
    name: "budget-targets",
    number: "X-20",
    title: "Every PodDisruptionBudget selects a workload",
    severity: "medium",
    tags: ["availability", "stack"],
    remedy: "Give the budget the selector of its workload.",
  }),
  check: (stack, report) => {
    for (const budget of budgetsOf(stack)) {
      const found = stack.workloadsIn(namespaceOf(budget)).map((workload) => selects(budget, workload));
      const selector = budget.at("spec", "selector");
      if (found.includes("yes")) {
        continue;
      }
      if (found.includes("unknown") || isUnknown(selector)) {
        report.undecide(budget, selector);
      } else {
        report.forbid(budget, selector, "the labels of a workload's pods");
      }
    }
  },
};
