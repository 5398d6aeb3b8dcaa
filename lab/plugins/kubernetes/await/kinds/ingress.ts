/** When an Ingress routes: @pulumi/kubernetes, networking.k8s.io/v1.Ingress. */
import type { KubeObject } from "../../client/types";
import { list, text } from "../fields";
import type { AwaitState, Readiness, Verdict } from "../types";
import { ENDPOINT_SLICE, sliceService } from "./service";

interface Backend {
  /** `host/path`, as a person reads it. */
  route: string;
  service: string;
}

/** The Services behind the rules' paths; resource backends need none. */
function backends(ingress: KubeObject): Backend[] {
  return list(ingress, "spec", "rules").flatMap((rule) =>
    list(rule, "http", "paths").flatMap((path) => {
      const service = text(path, "backend", "service", "name");
      const route = `${text(rule, "host") ?? "*"}${text(path, "path") ?? "/"}`;
      return service === undefined || service === "" ? [] : [{ route, service }];
    }),
  );
}

function evaluate({ object, related, unchangedFor, elapsed, pace }: AwaitState): Verdict {
  const known = new Set([
    ...related(ENDPOINT_SLICE.kind).map(sliceService),
    ...related("Service")
      .filter((service) => text(service, "spec", "type") === "ExternalName")
      .map((service) => service.metadata.name),
  ]);
  const missing = backends(object).filter(({ service }) => !known.has(service));
  const addressed = list(object, "status", "loadBalancer", "ingress").length > 0;
  const quiet = unchangedFor(ENDPOINT_SLICE.kind);
  const settled = quiet === undefined ? elapsed >= pace.grace : quiet >= pace.settle;
  // A Service that still has no endpoints once they have settled may never have some: that alone blocks nothing.
  const targetsDone = missing.length === 0 || settled;
  const missingReasons = missing.map(
    ({ route, service }) => `${route} leads to Service "${service}", which has no endpoints`,
  );
  if (addressed && targetsDone) {
    return missing.length === 0 ? { is: "ready" } : { is: "ready", note: missingReasons.join("; ") };
  }
  return {
    is: "waiting",
    status: targetsDone
      ? "[2/2] Waiting for the Ingress's address"
      : "[1/2] Waiting for the Services behind the Ingress's paths",
    reasons: [
      ...missingReasons,
      ...(addressed ? [] : ["The Ingress got no address: does an ingress controller serve its class?"]),
    ],
    ...(settled ? {} : { recheck: quiet === undefined ? pace.grace - elapsed : pace.settle - quiet }),
  };
}

/** An Ingress is ready when it has an address and the Services of its paths have been looked for. */
export const ingress: Readiness = {
  timeoutSeconds: 600,
  judgedOnRead: true,
  needs: () => [
    { kind: ENDPOINT_SLICE, keep: () => true },
    { kind: { apiVersion: "v1", kind: "Service" }, keep: () => true },
  ],
  evaluate,
};
