import { removeCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";

/** Keys of the ConfigMap that have a key of their own in the configuration, and the container's own variables. */
export const reservedVariables: Readonly<Record<string, string>> = {
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
