/** containers say what they need, and what they may take at most. */
import { at } from "../../values/field";
import { podRule, rule } from "../rule";
import { eachLasting } from "./containers";

const quantity = (value: unknown): boolean => (typeof value === "string" && value !== "") || typeof value === "number";

export const resources = podRule(
  rule({
    name: "resources",
    number: "R-31",
    title: "Every container has CPU and memory requests and a memory limit",
    severity: "high",
    frameworks: { nsa: "Network separation and hardening: resource policies" },
    tags: ["resources"],
    remedy: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory from measurements.",
  }),
  (pod, report) => {
    eachLasting(pod, report, (container) => {
      const limits = at(container.field, "resources", "limits");
      const requests = at(container.field, "resources", "requests");
      report.demand(at(requests, "cpu"), quantity, "a quantity such as 250m", container);
      report.demand(at(requests, "memory"), quantity, "a quantity such as 256Mi", container);
      report.demand(at(limits, "memory"), quantity, "a quantity such as 256Mi", container);
    });
  },
);

export const cpuLimit = podRule(
  rule({
    name: "cpu-limit",
    number: "R-32",
    title: "Every container has a CPU limit",
    severity: "medium",
    exemptable: true,
    frameworks: { nsa: "Network separation and hardening: resource policies" },
    tags: ["resources"],
    remedy: "Set resources.limits.cpu, or have an exemption granted for a workload that throttling harms.",
  }),
  (pod, report) => {
    eachLasting(pod, report, (container) => {
      report.demand(at(container.field, "resources", "limits", "cpu"), quantity, "a quantity such as 500m", container);
    });
  },
);
