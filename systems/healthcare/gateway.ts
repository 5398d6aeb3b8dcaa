import type { Labels } from "../../components/types";
import { parseDuration, type Duration } from "../../config/primitives/duration";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { HealthcareKeys } from "./schema";
import { monitoring, routing } from "./values";

/** How requests get from the gateway to the app (SPEC 1.2.10). */
export interface GatewayValues {
  readonly prefixes: readonly string[];
  readonly timeout: Duration;
  /** Tries besides the first. */
  readonly attempts: number;
  readonly perTryTimeout: Duration;
  readonly redirectHttp: boolean;
  /** Absent: `istio: ingressgateway`. */
  readonly podLabels?: Labels;
}

/** Lays the stack's values over the SPEC's; reports prefixes and times that make no sense together. */
export function resolveGateway(scope: Scope, { gateway = {} }: HealthcareKeys): GatewayValues {
  const prefixes = gateway.prefixes ?? routing.prefixes;
  checkPrefixes(scope, prefixes);
  const timeout = (gateway.timeout ?? routing.timeout) as Duration;
  const perTryTimeout = (gateway.perTryTimeout ?? routing.perTryTimeout) as Duration;
  if (parseDuration(perTryTimeout).milliseconds > parseDuration(timeout).milliseconds) {
    const key = `${scope.namespace}:gateway.${gateway.perTryTimeout === undefined ? "timeout" : "perTryTimeout"}`;
    scope.report({
      key,
      given: `perTryTimeout ${perTryTimeout} with timeout ${timeout}`,
      allowed: "a try that is not longer than the request",
      remedy: [setCommand(scope.stack, `${scope.namespace}:gateway.perTryTimeout`, timeout)],
    });
  }
  const { podLabels } = gateway;
  checkPodLabels(scope, podLabels);
  return {
    prefixes,
    timeout,
    attempts: gateway.attempts ?? routing.attempts,
    perTryTimeout,
    redirectHttp: gateway.redirectHttp ?? false,
    ...(podLabels === undefined ? {} : { podLabels }),
  };
}

/** what leads to /metrics stays inside; and a prefix behind a shorter one would never get a request. */
function checkPrefixes({ stack, namespace, report }: Scope, prefixes: readonly string[]): void {
  const key = `${namespace}:gateway.prefixes`;
  if (prefixes.length === 0) {
    report({ key, given: "[]", allowed: "at least one beginning of a path", remedy: [removeCommand(stack, key)] });
  }
  prefixes.forEach((prefix, index) => {
    const wider = prefixes.slice(0, index).find((earlier) => prefix.startsWith(earlier));
    const problem = { key: `${key}[${index}]`, given: prefix, remedy: [removeCommand(stack, `${key}[${index}]`)] };
    if (monitoring.path.startsWith(prefix)) {
      report({ ...problem, allowed: `a path that does not lead to ${monitoring.path} (R-71)` });
    } else if (wider !== undefined) {
      report({ ...problem, allowed: `a path that ${wider} before it does not take already` });
    }
  });
}

function checkPodLabels({ stack, namespace, report }: Scope, labels: Labels | undefined): void {
  if (labels !== undefined && Object.keys(labels).length === 0) {
    const key = `${namespace}:gateway.podLabels`;
    const allowed = "at least one label: without any, every gateway of the mesh would serve the app";
    report({ key, given: "{}", allowed, remedy: [removeCommand(stack, key)] });
  }
}
