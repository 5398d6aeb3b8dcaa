import type { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";

import type { StackSession } from "../pulumi/stack";
import { clusterFailure, connect } from "./cluster";

/** What speaks with the cluster of a stack. */
export interface Clients {
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly objects: KubernetesObjectApi;
}

/** @throws OperationError as {@link connect} */
export async function openClients(session: StackSession): Promise<Clients> {
  const config = await asking(session.context.signal, "finding the cluster", connect(session));
  const client = await import("@kubernetes/client-node");
  return {
    config,
    core: config.makeApiClient(client.CoreV1Api),
    apps: config.makeApiClient(client.AppsV1Api),
    objects: client.KubernetesObjectApi.makeApiClient(config),
  };
}

/**
 * Waits for an answer of the cluster, no longer than `signal` allows: the client's own requests have no limit.
 * @throws OperationError, or the signal's reason
 */
export async function asking<T>(signal: AbortSignal, doing: string, answer: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([answer, aborted]);
  } catch (error) {
    throw clusterFailure(error, doing);
  } finally {
    signal.removeEventListener("abort", stop);
    // An answer that comes too late is nobody's error.
    answer.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}
