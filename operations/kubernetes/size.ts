import { setTimeout as delay } from "node:timers/promises";

import type { V1Deployment } from "@kubernetes/client-node";

import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { managedObjects } from "../pulumi/inventory";
import type { StackSession } from "../pulumi/stack";
import { asking, openClients, type Clients } from "./clients";
import { deploymentRollout } from "./rollout";
import { scalerOf } from "./scaler";
import { workloadsOf } from "./workloads";

/** Milliseconds between two looks at the cluster. */
const POLL_MS = 1_000;

/** Waits until a Deployment is rolled out, and as large as its autoscaler wants it. @throws OperationError */
export async function waitForSize(
  session: StackSession,
  system: SystemName,
  name: string,
  report: (line: string) => void,
): Promise<void> {
  const objects = await managedObjects(session);
  const workload = workloadsOf(objects, system).find((candidate) => candidate.name === name);
  if (workload === undefined) return;
  const scaler = scalerOf(objects, system, name);
  // Only the API server's own autoscaler moves the count to its bounds at once; KEDA's may be on its way to zero events.
  const { minReplicas: min = 1, maxReplicas: max = Number.POSITIVE_INFINITY } =
    scaler?.kind === "HorizontalPodAutoscaler" ? (scaler.outputs["spec"] as Bounds) : {};
  await waitForDeployment(session, await openClients(session), workload, {
    report,
    isEnough: ({ spec }) => {
      const replicas = spec?.replicas ?? 1;
      return replicas >= min && replicas <= max;
    },
  });
}

interface Bounds {
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
}

/** Waits until a Deployment is rolled out. @throws OperationError when the time limit ends it */
export async function waitForDeployment(
  { context }: Pick<StackSession, "context">,
  { apps }: Pick<Clients, "apps">,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  options: { readonly report: (line: string) => void; readonly isEnough?: (deployment: V1Deployment) => boolean },
): Promise<void> {
  const { report, isEnough = () => true } = options;
  for (let told = ""; ;) {
    const deployment = await asking(
      context.signal,
      `reading the Deployment ${name}`,
      apps.readNamespacedDeployment({ namespace, name }),
    ).catch((error: unknown) => {
      throw context.ended === undefined ? error : ended(context.ended, name);
    });
    const { isDone, text } = deploymentRollout(deployment);
    if (isDone && isEnough(deployment)) return;
    const line = `${name}: ${isDone ? "the autoscaler has not moved it yet" : text}`;
    if (line !== told) report((told = line));
    await delay(POLL_MS, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.ended !== undefined) throw ended(context.ended, name);
  }
}

function ended(why: "interrupted" | "timedOut", name: string): OperationError {
  return why === "interrupted"
    ? new OperationError("interrupted", `Interrupted while ${name} was rolling out; the roll-out goes on.`)
    : new OperationError("timedOut", `The time limit was reached while ${name} was rolling out.`, [
        "Give more time with --timeout.",
      ]);
}
