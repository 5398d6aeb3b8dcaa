import { ArgumentError, wholeNumber } from "../argument-error";
import { groupOf, type Labels, type WorkloadIdentity } from "../types";
import { checkedLabels, standardLabels } from "./metadata";
import type { PodUser } from "./pod-settings";

/** PodSecurity `restricted` at the level of the pod, so that injected containers inherit it. */
export interface PodSecurityContext {
  runAsNonRoot: true;
  runAsUser: number;
  runAsGroup?: number;
  fsGroup?: number;
  fsGroupChangePolicy?: string;
  seccompProfile: { type: "RuntimeDefault" };
}

/** @throws ArgumentError for root as user or group. */
export function podSecurityContext({ user, group, fsGroup, fsGroupChangePolicy }: PodUser): PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: wholeNumber("user.user", user, 1),
    ...(group === undefined ? {} : { runAsGroup: wholeNumber("user.group", group, 1) }),
    ...(fsGroup === undefined ? {} : { fsGroup: wholeNumber("user.fsGroup", fsGroup, 1) }),
    ...(fsGroupChangePolicy === undefined ? {} : { fsGroupChangePolicy }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/**
 * The labels of a pod: the standard ones, over them the selector's, the seed's own and further ones.
 * @throws ArgumentError for no selector, and for a label that would hide the pod from its selector.
 */
export function podLabels(identity: WorkloadIdentity, own: Labels, extra: Labels): Record<string, string> {
  const { selector } = identity;
  if (Object.keys(selector).length === 0) {
    throw new ArgumentError("selector", "no label", "at least one label", "state the labels that select the pods");
  }
  const labels = { ...standardLabels(identity), ...selector, ...own, ...extra };
  for (const [key, value] of [...Object.entries(selector), ...Object.entries(groupOf(identity))]) {
    if (labels[key] !== value) {
      const allowed = `"${value}", as the selector says`;
      throw new ArgumentError(`podLabels.${key}`, `"${labels[key] ?? ""}"`, allowed, "a selector must match its pods");
    }
  }
  return checkedLabels("podLabels", labels);
}
