/** Judging an object once, for refresh: the official provider reports workloads that have become unready. */
import type { KubeObject } from "../client/types";
import { readinessOf } from "./kinds/registry";
import { PACE } from "./loop";
import { skipsReadiness } from "./skip";
import type { AwaitContext, AwaitState } from "./types";

/**
 * Why a live object is not ready at this moment; empty when it is, when its kind is not judged on reading
 * (only workloads, Jobs, Pods, Services and Ingresses are) or when `pulumi.com/skipAwait` is "true".
 * `pulumi.com/waitFor` plays no part here, as in the official provider.
 */
export async function unreadyReasons(
  object: KubeObject,
  context: Pick<AwaitContext, "client" | "signal">,
): Promise<string[]> {
  const rule = readinessOf(object);
  if (rule?.judgedOnRead !== true || skipsReadiness(object.metadata.annotations)) return [];
  const namespace = object.metadata.namespace;
  const lists = await Promise.all(
    rule.needs(object).map(async ({ kind, clusterScoped, fieldSelector, keep }) => {
      const options = {
        ...(namespace === undefined || clusterScoped === true ? {} : { namespace }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
      };
      const { items } = await context.client.list(kind, options, context.signal);
      return [kind.kind, items.filter(keep)] as const;
    }),
  );
  const related = new Map<string, KubeObject[]>(lists.map(([kind, items]) => [kind, items]));
  const state: AwaitState = {
    object,
    related: (kind) => related.get(kind) ?? [],
    // What is there now counts as settled.
    unchangedFor: () => Number.MAX_SAFE_INTEGER,
    elapsed: Number.MAX_SAFE_INTEGER,
    pace: PACE,
  };
  const verdict = rule.evaluate(state);
  return verdict.is === "ready" ? [] : verdict.reasons;
}
