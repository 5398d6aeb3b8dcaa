import type { SystemName } from "../../systems/registry";
import { managedObjects } from "../pulumi/inventory";
import type { StackSession } from "../pulumi/stack";
import { openClients } from "./clients";
import { podReasons } from "./pod-reasons";
import { podsOf, workloadsOf } from "./workloads";

/** Pods named before the rest is only counted. */
const NAMED = 5;

/** Why pods of a system are not ready, one line per pod, for the end of a command that failed; empty when nobody can tell. */
export async function unreadyPods(session: StackSession, system?: SystemName): Promise<readonly string[]> {
  try {
    const workloads = workloadsOf(await managedObjects(session), system);
    const clients = await openClients(session);
    const lines = (await podsOf(clients, workloads, session.context.signal)).flatMap((pod) => {
      const reasons = podReasons(pod);
      return reasons.length === 0 ? [] : [`pod ${pod.metadata?.name ?? ""}: ${reasons.join("; ")}`];
    });
    const rest = lines.length - NAMED;
    return rest > 0 ? [...lines.slice(0, NAMED), `and ${rest} more`] : lines;
  } catch {
    // The failure itself is told already; this only adds to it.
    return [];
  }
}
