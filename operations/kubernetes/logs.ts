import { setTimeout as delay } from "node:timers/promises";
import { Writable } from "node:stream";

import type { KubeConfig, LogOptions, V1Pod } from "@kubernetes/client-node";

import { clusterFailure } from "./cluster";
import type { Clients } from "./clients";
import { podsOf, type Workload } from "./workloads";

/** Milliseconds between two looks for new pods. */
const POLL_MS = 2_000;

/** What of the logs is wanted. */
export interface LogWishes {
  /** Goes on until the signal ends it, with pods that come later too. */
  readonly follow: boolean;
  readonly sinceSeconds?: number;
  /** Lines from the end of each log. */
  readonly tailLines?: number;
  /** Default: all containers. */
  readonly container?: string;
}

/**
 * Reads the logs of all pods of workloads, line by line.
 * @returns how many containers were read
 * @throws OperationError when the cluster does not answer
 */
export async function readLogs(
  clients: Clients,
  workloads: readonly Workload[],
  wishes: LogWishes,
  options: { readonly signal: AbortSignal; readonly take: (line: string) => void },
): Promise<number> {
  const { signal, take } = options;
  const open = new Map<string, Promise<void>>();
  const begin = (pods: readonly V1Pod[], since: LogOptions): void => {
    for (const pod of pods) {
      for (const container of containersOf(pod, wishes.container)) {
        const namespace = pod.metadata?.namespace ?? "";
        const name = pod.metadata?.name ?? "";
        const key = `${name} ${container}`;
        if (!open.has(key)) {
          open.set(key, readOne(clients.config, { namespace, name, container }, since, { signal, take }));
        }
      }
    }
  };
  const { follow, tailLines, sinceSeconds } = wishes;
  begin(await podsOf(clients, workloads, signal), {
    follow,
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
  });
  const isEnded = (): boolean => signal.aborted;
  while (follow && !isEnded()) {
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (!isEnded()) begin(await podsOf(clients, workloads, signal), { follow });
  }
  await Promise.all(open.values());
  return open.size;
}

/** Containers whose log can be read: those that have started. */
function containersOf(pod: V1Pod, only: string | undefined): readonly string[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return statuses
    .filter(({ state, lastState }) => [state?.running, state?.terminated, lastState?.terminated].some(Boolean))
    .map(({ name }) => name)
    .filter((name) => only === undefined || name === only);
}

async function readOne(
  config: KubeConfig,
  place: { readonly namespace: string; readonly name: string; readonly container: string },
  wanted: LogOptions,
  { signal, take }: { readonly signal: AbortSignal; readonly take: (line: string) => void },
): Promise<void> {
  const { namespace, name, container } = place;
  const { Log } = await import("@kubernetes/client-node");
  let rest = "";
  const prefix = `[${name} ${container}] `;
  const lines = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const parts = (rest + chunk.toString("utf8")).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) take(prefix + line);
      done();
    },
    final(done) {
      if (rest !== "") take(prefix + rest);
      done();
    },
  });
  const ended = new Promise<void>((resolve) => {
    lines
      .once("finish", resolve)
      .once("close", resolve)
      .once("error", () => {
        resolve();
      });
  });
  try {
    const request = await new Log(config).log(namespace, name, container, lines, wanted);
    const abort = (): void => {
      request.abort();
      lines.end();
    };
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    await ended;
  } catch (error) {
    if (!signal.aborted) throw clusterFailure(error, `reading the log of ${name}`);
  }
}
