/** What `kubectl logs` and `kubectl port-forward` answer for a container that runs no program. */
import type { KwokDocument } from "./documents";

/** The whole log of every simulated container, in the format of container runtimes (CRI). */
export const CONTAINER_LOG =
  "2000-01-01T00:00:00.000000000Z stdout F This container is simulated: it runs no program and prints nothing but this line.\n";

/** The body of the answer to an HTTP request through a forwarded port. */
export const PORT_FORWARD_ANSWER = "This pod is simulated: it runs no program.\n";

/** Reads the head of an HTTP request and answers it; a client of another protocol gets the same bytes and the end. */
const ANSWER = String.raw`
carriage_return=$(printf '\r')
while IFS= read -r line; do
  case $line in "" | "$carriage_return") break ;; esac
done
printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${PORT_FORWARD_ANSWER.length}\r\nConnection: close\r\n\r\n'
printf '%s\n' '${PORT_FORWARD_ANSWER.trimEnd()}'
`;

/**
 * The answers of all pods.
 * @param logFile a file that holds {@link CONTAINER_LOG}
 */
export function kubeletDocuments(logFile: string): KwokDocument[] {
  return [
    {
      apiVersion: "kwok.x-k8s.io/v1alpha1",
      kind: "ClusterLogs",
      metadata: { name: "simulated" },
      spec: { logs: [{ logsFile: logFile, previousLogsFile: logFile, follow: false }] },
    },
    {
      apiVersion: "kwok.x-k8s.io/v1alpha1",
      kind: "ClusterPortForward",
      metadata: { name: "simulated" },
      spec: { forwards: [{ command: ["/bin/sh", "-c", ANSWER] }] },
    },
  ];
}
