import { isStrict } from "../../config/primitives/environment";
import { compareQuantities } from "../../config/primitives/quantity";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import { holdsCredential } from "../common/plain-text";
import type { AppointmentKeys, ServiceKeys } from "./schema";
import type { ServiceValues } from "./service-values";
import { destinations, metricsPath, type ServiceName } from "./values";

/** One service of the platform while its configuration is turned into values. */
export interface ServiceScope extends Scope {
  readonly service: ServiceName;
  /** Full key of one of the service's own keys: `appointment:services.booking.PATH`. */
  readonly key: (path: string) => string;
}

/** The scope of one service. */
export function serviceScope(scope: Scope, service: ServiceName): ServiceScope {
  return { ...scope, service, key: (path) => `${scope.namespace}:services.${service}.${path}` };
}

/** the bounds are a range, and in prod they keep three pods. */
export function checkAutoscaler({ stack, environment, key, report }: ServiceScope, { hpa }: ServiceValues): void {
  const { minReplicas, maxReplicas } = hpa;
  if (minReplicas >= maxReplicas) {
    report({
      key: key("hpa.maxReplicas"),
      given: `${maxReplicas}, with minReplicas ${minReplicas}`,
      allowed: "more than minReplicas (R-35)",
      remedy: [setCommand(stack, key("hpa.maxReplicas"), String(minReplicas + 1))],
    });
  }
  if (environment === "prod" && minReplicas < smallestInProd) {
    report({
      key: key("hpa.minReplicas"),
      given: String(minReplicas),
      allowed: `at least ${smallestInProd} in prod (R-35)`,
      remedy: [setCommand(stack, key("hpa.minReplicas"), String(smallestInProd))],
    });
  }
}

const smallestInProd = 3;

/** in staging and prod a budget that stops every node drain is refused; in dev the component warns. */
export function checkBudget({ stack, environment, key, report }: ServiceScope, values: ServiceValues): void {
  const { minAvailable, hpa } = values;
  if (isStrict(environment) && minAvailable >= hpa.minReplicas) {
    report({
      key: key("minAvailable"),
      given: `${minAvailable}, with minReplicas ${hpa.minReplicas}`,
      allowed: "less than hpa.minReplicas, or no pod may ever be evicted and no node drained (R-40)",
      remedy: [setCommand(stack, key("minAvailable"), String(hpa.minReplicas - 1))],
    });
  }
}

/** A request above its limit can never be scheduled. */
export function checkResources({ stack, key, report }: ServiceScope, values: ServiceValues, given: ServiceKeys): void {
  const { requests, limits } = values.resources;
  if (compareQuantities(requests.memory, limits.memory) <= 0) return;
  const isRequest = given.resources?.requests?.memory !== undefined;
  const path = key(isRequest ? "resources.requests.memory" : "resources.limits.memory");
  const [shown, bound] = isRequest ? [requests.memory, limits.memory] : [limits.memory, requests.memory];
  report({
    key: path,
    given: shown,
    allowed: isRequest ? `at most the limit, ${bound}` : `at least the request, ${bound}`,
    remedy: [setCommand(stack, path, bound)],
  });
}

/** a pod must leave the endpoints before it is restarted. */
export function checkProbes({ stack, key, report }: ServiceScope, { probes }: ServiceValues): void {
  for (const field of ["periodSeconds", "failureThreshold"] as const) {
    const [ready, alive] = [probes.readiness[field], probes.liveness[field]];
    if (ready > alive) {
      const path = key(`probes.readiness.${field}`);
      report({
        key: path,
        given: `${ready}, with probes.liveness.${field} ${alive}`,
        allowed: "at most that of liveness (R-54)",
        remedy: [setCommand(stack, path, String(alive))],
      });
    }
  }
}

/** Variables appear in plain text in the cluster: what only looks like a credential stays out of them. */
export function checkExtraEnv({ stack, key, report }: ServiceScope, { extraEnv = {} }: ServiceKeys): void {
  for (const [name, value] of Object.entries(extraEnv)) {
    if (holdsCredential(value)) {
      report({
        key: key(`extraEnv.${name}`),
        given: "a certificate, a key or a connection string with a password",
        allowed: "a value that anybody may read (R-58); the services get their credentials by their IAM roles",
        remedy: [
          removeCommand(stack, key(`extraEnv.${name}`)),
          "and replace the credential: it has been in plain text",
        ],
      });
    }
  }
}

/** booking and search cannot work without their roles. */
export function checkRole(scope: ServiceScope, { needsRole }: ServiceValues, { roleArn }: ServiceKeys): void {
  const { stack, environment, service, key, report } = scope;
  if (needsRole && roleArn === undefined && isStrict(environment)) {
    report({
      key: key("roleArn"),
      given: "nothing",
      allowed: `the ARN of the IAM role of ${service}, which it needs in ${environment} (R-68)`,
      remedy: [setCommand(stack, key("roleArn"), `arn:aws:iam::123456789012:role/${service}-service`)],
    });
  }
}

/** A migration reaches what its service reaches outside of the cluster; with all of it closed it could only fail (G-59). */
export function checkMigration(
  { stack, namespace, key, report }: ServiceScope,
  { destinations: reached }: ServiceValues,
  configured: AppointmentKeys,
): void {
  const [first] = reached;
  const isOpen = reached.some((name) => (configured[destinations[name].cidrsKey] ?? []).length > 0);
  if (isOpen) return;
  const blocks = reached.map((name) => `${namespace}:${destinations[name].cidrsKey}`);
  report({
    key: key("migration.command"),
    given:
      first === undefined
        ? `a migration, while ${key("destinations")} is empty`
        : `a migration, while ${blocks.join(" and ")} ${blocks.length === 1 ? "is" : "are"} empty`,
    allowed: "a migration that reaches its database",
    remedy:
      first === undefined
        ? [setCommand(stack, `${key("destinations")}[0]`, "rds")]
        : [setCommand(stack, `${namespace}:${destinations[first].cidrsKey}[0]`, "10.50.0.0/24")],
  });
}

/** Who serves the host of a service to the outside. */
export interface Exposure {
  /** Its Ingress is on. */
  readonly byIngress: boolean;
  /** Its VirtualService is bound to a gateway. */
  readonly byGateway: boolean;
}

/** A host that nothing serves is a slip, and so is an Ingress without one; no gateway may publish the metrics. */
export function checkHost(
  { stack, namespace, service, key, report }: ServiceScope,
  { byIngress, byGateway }: Exposure,
  { host, paths = [] }: ServiceKeys,
): void {
  if (byIngress && host === undefined) {
    report({
      key: key("host"),
      given: `nothing, and ${key("ingress.enabled")} is true`,
      allowed: "the name under which the Ingress serves it",
      remedy: [setCommand(stack, key("host"), `${service}.example.com`)],
    });
  }
  if (host !== undefined && !byIngress && !byGateway) {
    report({
      key: key("host"),
      given: host,
      allowed: `nothing, while neither ${key("ingress.enabled")} is true nor a VirtualService of a canary service serves it at ${namespace}:gateway`,
      remedy: [setCommand(stack, key("ingress.enabled"), "true"), `or: ${removeCommand(stack, key("host"))}`],
    });
  }
  if (host === undefined || !byGateway) return;
  paths.forEach((path, index) => {
    // The mesh compares text: "/m" reaches /metrics too.
    if (metricsPath.startsWith(path.toLowerCase())) {
      report({
        key: key(`paths[${index}]`),
        given: path,
        allowed: "a beginning that does not reach /metrics, at the gateway of the mesh (R-71)",
        remedy: [setCommand(stack, key(`paths[${index}]`), "/api")],
      });
    }
  });
}
