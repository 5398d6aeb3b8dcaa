/** Free ports of the loopback interface. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { randomInt } from "node:crypto";
import { writeAtomically } from "../files";
import { LabError } from "../errors";

/** What listens in a control plane. */
export const LISTENERS = [
  "etcd",
  "etcd-peer",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok-controller",
  "metrics-server",
] as const;

/** One port for each listener. */
export type Ports = Readonly<Record<(typeof LISTENERS)[number], number>>;

/** Below the range that Linux and macOS take for outgoing connections, so that none of these steals a lab's port. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 500;

/**
 * A free port for each listener, tried at random.
 * @throws LabError when hardly any port of the range is free
 */
export async function choosePorts(): Promise<Ports> {
  const chosen = new Set<number>();
  for (let attempt = 0; attempt < ATTEMPTS && chosen.size < LISTENERS.length; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!chosen.has(port) && (await isFree(port))) chosen.add(port);
  }
  if (chosen.size < LISTENERS.length) {
    throw new LabError(`Found no ${LISTENERS.length} free ports between ${LOWEST} and ${HIGHEST} on 127.0.0.1.`, {
      remedy: "End labs or programs that are no longer needed.",
    });
  }
  const free = [...chosen];
  return Object.fromEntries(LISTENERS.map((listener, index) => [listener, free[index] ?? 0])) as Ports;
}

/** Whether a program could listen on this port of 127.0.0.1 now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** The ports written by {@link writePorts}, or undefined when there are none. */
export async function readPorts(path: string): Promise<Ports | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return undefined;
  }
  const value = JSON.parse(text) as Partial<Record<string, unknown>>;
  return LISTENERS.every((listener) => Number.isInteger(value[listener])) ? (value as unknown as Ports) : undefined;
}

/** Keeps the ports for the next start. */
export function writePorts(path: string, ports: Ports): void {
  writeAtomically(path, `${JSON.stringify(ports, null, 2)}\n`);
}
