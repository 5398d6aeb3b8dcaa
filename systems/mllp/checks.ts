import type { Resources } from "../../components/builders/pod-settings";
import { compareQuantities, type ByteQuantity, type CpuQuantity } from "../../config/primitives/quantity";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { MllpKeys } from "./schema";

/** Keys of the ConfigMap that have a key of their own in the configuration, and the container's own variables. */
const reserved: Readonly<Record<string, string>> = {
  MLLP_ADDR: "the address is fixed, probes and Service refer to its port",
  MLLP_MAX_CONNECTIONS: "use mllp:maxConnections",
  PRE_SHUTDOWN_DELAY: "use mllp:preShutdownDelay, from which the grace period is computed",
  SHUTDOWN_TIMEOUT: "use mllp:shutdownTimeout, from which the grace period is computed",
  LOG_LEVEL: "use mllp:logLevel",
  MLLP_DB_PATH: "use mllp:persistence.enabled",
  TLS_CERT_FILE: "use mllp:tls.enabled",
  TLS_KEY_FILE: "use mllp:tls.enabled",
  POD_NAME: "the kubelet sets it",
  POD_NAMESPACE: "the kubelet sets it",
};

/** Reports variables that would override one which the program sets by itself. */
export function checkExtraEnv(scope: Scope, extraEnv: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(extraEnv)) {
    const reason = reserved[name];
    if (reason !== undefined) {
      scope.report({
        key: `${scope.namespace}:extraEnv.${name}`,
        given: JSON.stringify(value),
        allowed: `any name but ${name}: ${reason}`,
        remedy: [removeCommand(scope.stack, `${scope.namespace}:extraEnv.${name}`)],
      });
    }
  }
}

/** C-06: a namespace of servers that carried the client label would open them to all their neighbours. */
export function checkClientNamespaces(scope: Scope, namespaces: readonly string[]): void {
  namespaces.forEach((name, index) => {
    if (name.startsWith("healthcare-")) {
      scope.report({
        key: `${scope.namespace}:clientNamespaces[${index}]`,
        given: name,
        allowed: "a namespace of clients; with the label, healthcare-* would admit all of its own pods (C-06)",
        remedy: [removeCommand(scope.stack, `${scope.namespace}:clientNamespaces[${index}]`)],
      });
    }
  });
}

/** Lays overrides over the environment's resources; a request above its limit is reported. */
export function resolveResources(scope: Scope, base: Resources, given: MllpKeys["resources"]): Resources {
  const requests = {
    cpu: (given?.requests?.cpu ?? base.requests.cpu) as CpuQuantity,
    memory: (given?.requests?.memory ?? base.requests.memory) as ByteQuantity,
  };
  const limits = {
    cpu: (given?.limits?.cpu ?? base.limits.cpu) as CpuQuantity,
    memory: (given?.limits?.memory ?? base.limits.memory) as ByteQuantity,
  };
  for (const resource of ["cpu", "memory"] as const) {
    if (compareQuantities(requests[resource], limits[resource]) > 0) {
      const part = given?.requests?.[resource] === undefined ? "limits" : "requests";
      const key = `${scope.namespace}:resources.${part}.${resource}`;
      scope.report({
        key,
        given: part === "requests" ? requests[resource] : limits[resource],
        allowed:
          part === "requests"
            ? `at most the limit, ${limits[resource]}`
            : `at least the request, ${requests[resource]}`,
        remedy: [setCommand(scope.stack, key, part === "requests" ? limits[resource] : requests[resource])],
      });
    }
  }
  return { requests, limits };
}
