/** Starting a control plane, or what of it is down. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../errors";
import type { Toolchain } from "../toolchain";
import { isReady } from "./health";
import { lastLines, kwokctlConfig, startComponents, writeConfig } from "./kwokctl";
import { COMPONENTS, type ClusterLayout, type ComponentName } from "./layout";
import { poll } from "./poll";
import { choosePorts, isFree, LISTENERS, readPorts, writePorts, type Ports } from "./ports";
import { correctPidFiles, endProcesses, labProcesses, type LabProcess } from "./processes";

/** How long all components together may take to become ready, in milliseconds; 3 s on an idle machine. */
const READY_TIMEOUT_MS = 120_000;
/** A killed process gives its ports back only when the system has cleaned up after it, in milliseconds. */
const PORT_RELEASE_MS = 2_000;
/** A chosen port can be taken by another program before the component listens; then others are chosen, this often. */
const PORT_ATTEMPTS = 3;
/**
 * How often what ended is started again: on a busy machine the components that need the API server give up before it
 * answers (kube-controller-manager after 10 s).
 */
const START_ATTEMPTS = 6;

/**
 * Brings every component to readiness; those that run already go on running where that is possible.
 * @throws LabError when a component does not become ready
 */
export async function ensureRunning(layout: ClusterLayout, toolchain: Toolchain, signal?: AbortSignal): Promise<Ports> {
  for (let attempt = 1; ; attempt++) {
    const ports = await prepare(layout, toolchain);
    const failure = await startOnce(layout, toolchain, ports, signal);
    if (failure === undefined) return ports;
    await endProcesses(layout, await labProcesses(layout));
    if (attempt === PORT_ATTEMPTS || !failure.portTaken) throw failure.error;
  }
}

/** Chooses the ports, writes the configuration and ends what cannot stay. */
async function prepare(layout: ClusterLayout, toolchain: Toolchain): Promise<Ports> {
  const running = await endStrays(layout, await labProcesses(layout));
  const before = await readPorts(layout.ports);
  const ports = before && (await missingPortsAreFree(before, running)) ? before : await choosePorts();
  mkdirSync(layout.dir, { recursive: true });
  if (ports !== before) writePorts(layout.ports, ports);
  if (writeConfig(layout, kwokctlConfig(layout, toolchain, ports))) {
    // Other ports, binaries or stages: what runs was started with the old ones.
    await endProcesses(layout, running);
  }
  return ports;
}

/** Ends what a killed start may have left: a kwokctl that still starts things, a second process of a component. */
async function endStrays(layout: ClusterLayout, running: readonly LabProcess[]): Promise<LabProcess[]> {
  const first = (process: LabProcess): boolean =>
    process.component !== "kwokctl" && running.find(({ component }) => component === process.component) === process;
  await endProcesses(
    layout,
    running.filter((process) => !first(process)),
  );
  return running.filter(first);
}

async function missingPortsAreFree(ports: Ports, running: readonly LabProcess[]): Promise<boolean> {
  const needed = LISTENERS.filter(
    (listener) => !running.some(({ component }) => component === (listener === "etcd-peer" ? "etcd" : listener)),
  );
  const free = await poll(
    async () => {
      const answers = await Promise.all(needed.map((listener) => isFree(ports[listener])));
      return answers.every(Boolean) ? true : undefined;
    },
    { timeoutMs: PORT_RELEASE_MS },
  );
  return free === true;
}

interface StartFailure {
  readonly error: LabError;
  readonly portTaken: boolean;
}

async function startOnce(
  layout: ClusterLayout,
  toolchain: Toolchain,
  ports: Ports,
  signal?: AbortSignal,
): Promise<StartFailure | undefined> {
  const waiting = new Set<ComponentName>(COMPONENTS);
  let failure: StartFailure | undefined;
  let starts = 0;
  await poll(
    async () => {
      const ended = missingComponents(await labProcesses(layout));
      if (ended.length > 0) {
        failure = starts === 0 ? undefined : await describeFailure(layout, ended);
        if (failure?.portTaken || starts === START_ATTEMPTS) return "failed";
        starts++;
        for (const component of ended) waiting.add(component);
        failure = await startMissing(layout, toolchain, signal);
        return failure ? "failed" : undefined;
      }
      for (const component of [...waiting]) if (await isReady(layout, ports, component)) waiting.delete(component);
      return waiting.size === 0 && missingComponents(await labProcesses(layout)).length === 0 ? "ready" : undefined;
    },
    { timeoutMs: READY_TIMEOUT_MS, signal },
  );
  return waiting.size === 0 ? undefined : (failure ?? describeFailure(layout, [...waiting]));
}

const missingComponents = (running: readonly LabProcess[]): ComponentName[] =>
  COMPONENTS.filter((name) => !running.some(({ component }) => component === name));

async function startMissing(
  layout: ClusterLayout,
  toolchain: Toolchain,
  signal?: AbortSignal,
): Promise<StartFailure | undefined> {
  correctPidFiles(layout, await labProcesses(layout));
  try {
    await startComponents(layout, toolchain, signal);
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return describeFailure(layout, [], messageOf(error));
  }
}

async function describeFailure(
  layout: ClusterLayout,
  waiting: readonly ComponentName[],
  kwokctl?: string,
): Promise<StartFailure> {
  const running = await labProcesses(layout);
  const ended = waiting.filter((name) => !running.some(({ component }) => component === name));
  const culprit = ended[0] ?? waiting[0] ?? "etcd";
  const log = join(layout.logs, `${culprit}.log`);
  const lines = lastLines(readIfThere(log), 5);
  const what = ended.length > 0 ? "ended while starting" : "did not become ready";
  const text = kwokctl ?? `${culprit} ${what}. The last lines of its log:\n${lines}`;
  return {
    error: new LabError(`The control plane of lab ${layout.name} did not start: ${text}`, {
      remedy: `Run the command again. If it fails again, look into ${layout.logs}, or start afresh after "npm run lab -- down ${layout.name}".`,
    }),
    portTaken: /address already in use/i.test(
      waiting.map((name) => readIfThere(join(layout.logs, `${name}.log`))).join(),
    ),
  };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
