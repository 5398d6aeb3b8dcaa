/**
 * The waits of the lab's `kubernetes` provider: until an object is ready, and until it is gone. They follow the official
 * provider (@pulumi/kubernetes 4.34, "Await logic"); where a pause of it is made for clouds, ours is shorter.
 */
import type { KubeObject } from "../client/types";
import { readinessOf } from "./kinds/registry";
import { waitFor } from "./loop";
import { skipsReadiness } from "./skip";
import { timeoutSeconds } from "./timeout";
import { type AwaitContext, NotReadyError, type Readiness } from "./types";
import { customReadiness } from "./wait-for";
import { describe } from "./fields";

export { awaitDeleted } from "./deleted";
export { unreadyReasons } from "./read";
export { type AwaitContext, NotReadyError } from "./types";

/**
 * Refuses await annotations that can't be understood; for use before anything is created.
 * @throws WaitForSyntaxError
 */
export function checkAwaitAnnotations(annotations: Readonly<Record<string, string>> | undefined): void {
  if (!skipsReadiness(annotations)) customReadiness(annotations);
}

function ruleOf(object: KubeObject): Readiness | undefined {
  try {
    return customReadiness(object.metadata.annotations) ?? readinessOf(object);
  } catch (error) {
    // The object exists by now: it must reach the state with its trouble.
    const why = error instanceof Error ? error.message : String(error);
    throw new NotReadyError(`${describe(object)} can't be waited for`, object, [why], "failed");
  }
}

/**
 * Waits until an object that was just created or updated is ready, and returns its newest state.
 * `pulumi.com/skipAwait: "true"` returns at once; `pulumi.com/waitFor` replaces the kind's own rule; kinds without a
 * rule are ready as they are. The time is that of the context, else of `pulumi.com/timeoutSeconds`, else the kind's:
 * ten minutes, five for volumes and claims, one for a ResourceQuota, five seconds for a service account's token.
 * @param object as the API server returned it from the write, annotations included.
 * @throws NotReadyError with the last state and the reasons, each once.
 */
export async function awaitReady(object: KubeObject, context: AwaitContext): Promise<KubeObject> {
  const { annotations } = object.metadata;
  if (skipsReadiness(annotations)) return object;
  const rule = ruleOf(object);
  if (rule === undefined) return object;
  return waitFor(object, rule, context, timeoutSeconds(context.timeoutSeconds, annotations, rule.timeoutSeconds));
}
