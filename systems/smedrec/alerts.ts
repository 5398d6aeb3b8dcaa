import { availabilityObjective, ingressRequests } from "../../components/builders/alerts/availability";
import { backupAlerts } from "../../components/builders/alerts/backups";
import { workloadAlerts } from "../../components/builders/alerts/workload";
import type { RuleGroup } from "../../components/builders/prometheus-rule";
import type { WorkloadIdentity } from "../../components/types";
import type { SmedrecValues } from "./resolve";
import { names, objectivePercent } from "./values";

/**
 * Alerts on restarts, on an autoscaler at its maximum and on backups; in prod also on the objective, by the requests that
 * the ingress controller counts and by the pods themselves, since a server that is gone counts no failures (G-48).
 */
export function alertGroups(
  workload: WorkloadIdentity,
  { environment, host, replicas }: SmedrecValues,
  runbooks: string,
  schedule: string | undefined,
): readonly RuleGroup[] {
  const autoscaler = replicas.autoscaler === undefined ? undefined : workload.name;
  const indicators = [ingressRequests(host), { replicas: { kind: "Deployment", name: workload.name } }] as const;
  const objectives = environment === "prod" ? indicators : [];
  return [
    workloadAlerts(workload, { container: names.server, autoscaler, runbooks }),
    ...objectives.map((indicator) => availabilityObjective(workload, { objectivePercent, indicator, runbooks })),
    ...(schedule === undefined ? [] : [backupAlerts({ schedule, runbooks })]),
  ];
}
