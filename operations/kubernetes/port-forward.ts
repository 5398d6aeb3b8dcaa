import { createServer, type AddressInfo } from "node:net";

import type { V1Pod, V1Service } from "@kubernetes/client-node";

import { OperationError } from "../errors";
import { asking, type Clients } from "./clients";
import { isPodReady } from "./pod-reasons";
import { podsOf } from "./workloads";

/** A Service whose first port is forwarded. */
export interface Forwarded {
  readonly namespace: string;
  readonly service: string;
}

/** A local port that leads to a Service. */
export interface Forwarding {
  readonly localPort: number;
  readonly servicePort: number;
  /** Ends when the signal does. */
  readonly ended: Promise<void>;
}

/**
 * Listens on the loopback interface and leads each connection to a ready pod of a Service.
 *
 * @param localPort 0: any free one
 * @throws OperationError `usage` for a port that is taken, `failed` without a ready pod
 */
export async function forward(
  clients: Clients,
  { namespace, service }: Forwarded,
  localPort: number | undefined,
  options: { readonly signal: AbortSignal; readonly warn: (line: string) => void },
): Promise<Forwarding> {
  const { signal, warn } = options;
  const found = await asking(
    signal,
    `reading the Service ${service}`,
    clients.core.readNamespacedService({ namespace, name: service }),
  );
  const port = found.spec?.ports?.[0];
  if (port === undefined) throw new OperationError("usage", `The Service ${service} has no port.`);
  await readyPod(clients, namespace, found, signal);
  const { PortForward } = await import("@kubernetes/client-node");
  const forwarder = new PortForward(clients.config);
  const server = createServer((socket) => {
    const fail = (error: unknown): void => {
      warn(`A connection failed: ${error instanceof Error ? error.message : String(error)}`);
      socket.destroy();
    };
    socket.on("error", () => socket.destroy());
    // The pod is chosen anew for each connection: roll-outs replace it.
    readyPod(clients, namespace, found, signal)
      .then((pod) =>
        forwarder.portForward(namespace, pod.metadata?.name ?? "", [targetPort(found, pod)], socket, null, socket),
      )
      .catch(fail);
    signal.addEventListener("abort", () => socket.destroy(), { once: true });
  });
  const wanted = localPort ?? (port.port < 1024 ? 0 : port.port);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new OperationError("usage", `Port ${wanted} of this machine cannot be used: ${error.code ?? error.message}.`, [
          "Name another one, or 0 for any.",
        ]),
      );
    });
    server.listen(wanted, "127.0.0.1", resolve);
  });
  return {
    localPort: (server.address() as AddressInfo).port,
    servicePort: port.port,
    ended: new Promise((resolve) => {
      const close = (): void => {
        server.close();
        resolve();
      };
      if (signal.aborted) close();
      signal.addEventListener("abort", close, { once: true });
    }),
  };
}

async function readyPod(clients: Clients, namespace: string, service: V1Service, signal: AbortSignal): Promise<V1Pod> {
  const selector = service.spec?.selector ?? {};
  const pod = (await podsOf(clients, [{ namespace, selector }], signal)).find(isPodReady);
  if (pod !== undefined) return pod;
  throw new OperationError("failed", `The Service ${service.metadata?.name ?? ""} has no pod that is ready.`);
}

/** The port of the pod behind the first port of a Service; by name where the Service names it. */
function targetPort(service: V1Service, pod: V1Pod): number {
  const port = service.spec?.ports?.[0];
  const target = port?.targetPort ?? port?.port ?? 0;
  if (typeof target === "number") return target;
  const named = pod.spec?.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === target);
  return named?.containerPort ?? port?.port ?? 0;
}
