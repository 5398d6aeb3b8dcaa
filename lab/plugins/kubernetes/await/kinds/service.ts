/** When a Service can take traffic: @pulumi/kubernetes, core/v1.Service. */
import type { KubeObject } from "../../client/types";
import { field, isFields, list, text } from "../fields";
import type { AwaitState, Readiness, Verdict } from "../types";

export const ENDPOINT_SLICE = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" };

/** The Service an EndpointSlice belongs to: Kubernetes, "EndpointSlices". */
export function sliceService(slice: KubeObject): string | undefined {
  return slice.metadata.labels?.["kubernetes.io/service-name"];
}

/** How many endpoints take traffic and how many do not yet; pods on their way out count as neither. */
function countEndpoints(slices: readonly KubeObject[]): { ready: number; pending: number } {
  const endpoints = slices.flatMap((slice) => list(slice, "endpoints"));
  const alive = endpoints.filter((endpoint) => field(endpoint, "conditions", "terminating") !== true);
  const pending = alive.filter((endpoint) => field(endpoint, "conditions", "ready") === false).length;
  return { ready: alive.length - pending, pending };
}

/** Whether pods stand behind the Service by its selector: not for headless, ExternalName and selectorless ones. */
function waitsForPods(object: KubeObject): boolean {
  const selector = field(object, "spec", "selector");
  return (
    text(object, "spec", "type") !== "ExternalName" &&
    text(object, "spec", "clusterIP") !== "None" &&
    isFields(selector) &&
    Object.keys(selector).length > 0
  );
}

function evaluate({ object, related, unchangedFor, pace }: AwaitState): Verdict {
  const type = text(object, "spec", "type") ?? "ClusterIP";
  const addressed = type !== "LoadBalancer" || list(object, "status", "loadBalancer", "ingress").length > 0;
  const noAddress = "The Service of type LoadBalancer got no address: does something in this cluster give one?";
  if (!waitsForPods(object)) {
    if (addressed) return { is: "ready" };
    return { is: "waiting", status: "[2/2] Waiting for the load balancer's address", reasons: [noAddress] };
  }
  const quiet = unchangedFor(ENDPOINT_SLICE.kind);
  const settled = quiet !== undefined && quiet >= pace.settle;
  const { ready, pending } = countEndpoints(related(ENDPOINT_SLICE.kind));
  if (addressed && settled && pending === 0) return { is: "ready" };
  const reasons = [
    ...(ready > 0
      ? []
      : [
          pending > 0
            ? `None of the ${pending} selected pods is ready`
            : "The Service has no endpoints: its selected pods are not ready, or spec.selector matches no pod's labels",
        ]),
    ...(ready > 0 && pending > 0 ? [`${pending} of ${ready + pending} selected pods are not ready`] : []),
    ...(addressed ? [] : [noAddress]),
  ];
  return {
    is: "waiting",
    status:
      settled && pending === 0
        ? "[2/2] Waiting for the load balancer's address"
        : "[1/2] Waiting for Pods to direct traffic to",
    reasons,
    ...(quiet === undefined || settled ? {} : { recheck: pace.settle - quiet }),
    ...(addressed && pending === 0 ? { enoughAtTimeout: true as const } : {}),
  };
}

/**
 * A Service with a selector is ready when its endpoints have settled and none of them is pending (none at all is
 * allowed, as in the official provider); headless, ExternalName and selectorless ones at once; a LoadBalancer when
 * it also has an address. EndpointSlices are read where the official provider reads the deprecated Endpoints: they
 * say the same and cause no API warning.
 */
export const service: Readiness = {
  timeoutSeconds: 600,
  judgedOnRead: true,
  needs: (object) =>
    waitsForPods(object)
      ? [{ kind: ENDPOINT_SLICE, keep: (slice) => sliceService(slice) === object.metadata.name }]
      : [],
  evaluate,
};
