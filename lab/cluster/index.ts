/** A lab's control plane: started, stopped, looked at. */
import { constants, rmdirSync } from "node:fs";
import { access, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "../errors";
import { silentReporter, type Reporter } from "../reporter";
import type { Toolchain } from "../toolchain";
import { withLock } from "../toolchain/lock";
import { ApiClient } from "./api";
import { nodeHealth } from "./health";
import { contextName, writeKubeconfig } from "./kubeconfig";
import { clusterLayout, type ClusterLayout } from "./layout";
import { furnish } from "./objects";
import { poll } from "./poll";
import { endProcesses, labProcesses } from "./processes";
import { ensureRunning } from "./start";

export { status, type LabStatus } from "./status";

/** A control plane that is ready for use. */
export interface Cluster {
  readonly name: string;
  /** The lab's folder. */
  readonly dir: string;
  /** Path of a kubeconfig whose only and current context is {@link Cluster.context}. */
  readonly kubeconfig: string;
  readonly context: string;
  /** The UID of namespace kube-system, which tells one cluster from another. */
  readonly kubeSystemUid: string;
}

/** What `up` and `down` are given. */
export interface ClusterOptions {
  /** Default: silence. */
  readonly reporter?: Reporter;
  /** Ends the work; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How long the nodes and the metrics API may take, in milliseconds. */
const NODES_TIMEOUT_MS = 60_000;

/**
 * Starts the lab's control plane, or completes what is down of it, and furnishes it with nodes, classes, volumes and CRDs.
 * Two calls for the same lab at once take turns. An interrupted call leaves nothing running that it started.
 * @throws LabError when it cannot
 */
export async function up(name: string, toolchain: Toolchain, options: ClusterOptions = {}): Promise<Cluster> {
  const layout = clusterLayout(name);
  const reporter = options.reporter ?? silentReporter;
  return exclusively(layout, options, async () => {
    const before = await labProcesses(layout);
    try {
      return await start(layout, toolchain, reporter, options.signal);
    } catch (error) {
      // Half a control plane helps nobody; one that ran before goes on running.
      if (before.length === 0) await endProcesses(layout, await labProcesses(layout));
      throw error;
    }
  });
}

async function start(
  layout: ClusterLayout,
  toolchain: Toolchain,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<Cluster> {
  reporter.step(`Starting the control plane of lab ${layout.name}`);
  const ports = await ensureRunning(layout, toolchain, signal);
  writeKubeconfig(layout, ports["kube-apiserver"]);
  const api = new ApiClient(layout, ports["kube-apiserver"], signal);
  try {
    reporter.progress("nodes, classes, volumes, CRDs");
    const onProgress = (text: string): void => {
      reporter.progress(`CRDs: ${text}`);
    };
    await furnish(api, toolchain, ports, { onProgress, signal });
    reporter.progress("nodes and the metrics API become ready");
    await becomesUsable(layout, api, signal);
    const { metadata } = await api.json<{ metadata: { uid: string } }>("/api/v1/namespaces/kube-system");
    reporter.done(`Control plane of lab ${layout.name}: https://127.0.0.1:${ports["kube-apiserver"]}`);
    return {
      name: layout.name,
      dir: layout.labDir,
      kubeconfig: layout.kubeconfig,
      context: contextName(layout.name),
      kubeSystemUid: metadata.uid,
    };
  } finally {
    api.close();
  }
}

/** Waits for the nodes, and for the metrics API because no namespace can be deleted while a registered API is away. */
async function becomesUsable(layout: ClusterLayout, api: ApiClient, signal?: AbortSignal): Promise<void> {
  let missing = "";
  const usable = await poll(
    async () => {
      const nodes = await nodeHealth(api);
      missing = nodes
        .filter(({ ready }) => !ready)
        .map(({ name }) => `node ${name}`)
        .join(", ");
      if (missing !== "" || nodes.length === 0) return undefined;
      missing = "the metrics API";
      return (await api.get("/apis/metrics.k8s.io/v1beta1")).status === 200 ? true : undefined;
    },
    { timeoutMs: NODES_TIMEOUT_MS, signal },
  );
  if (usable) return;
  throw new LabError(`The control plane of lab ${layout.name} runs, but this did not become ready: ${missing}.`, {
    remedy: `Look into ${layout.logs}, or start afresh after "npm run lab -- down ${layout.name}".`,
  });
}

/** What `down` is given. */
export interface DownOptions extends ClusterOptions {
  /** Keeps the cluster's objects for the next `up`. Default false: nothing of the control plane stays. */
  readonly keepData?: boolean;
}

/**
 * Ends every process of the lab and deletes its control plane's folder; the lab's folder goes too when nothing else is in it.
 * Harmless when there is no such lab.
 */
export async function down(name: string, options: DownOptions = {}): Promise<void> {
  const layout = clusterLayout(name);
  const reporter = options.reporter ?? silentReporter;
  await exclusively(layout, options, async () => {
    reporter.step(`Stopping lab ${name}`);
    await endProcesses(layout, await labProcesses(layout));
    if (options.keepData) {
      reporter.done(`Lab ${name} is stopped; its data is kept`);
      return;
    }
    await rm(layout.dir, { recursive: true, force: true });
    try {
      rmdirSync(layout.labDir);
    } catch {
      // Pulumi's part of the lab is still there, or the lab never was.
    }
    reporter.done(`Lab ${name} is stopped and deleted`);
  });
}

/** Runs `work` while nobody else starts or stops this lab. */
async function exclusively<T>(layout: ClusterLayout, options: ClusterOptions, work: () => Promise<T>): Promise<T> {
  try {
    // The folder of the lock.
    await mkdir(dirname(layout.labDir), { recursive: true });
    await access(dirname(layout.labDir), constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LabError(`Cannot write to the folder of the labs, ${dirname(layout.labDir)}: ${reason}`, {
      remedy: "Make it writable, or name another folder by the environment variable BULWARK_CACHE.",
      cause: error,
    });
  }
  const onWait = ({ pid }: { readonly pid: number }): void => {
    options.reporter?.step(`Waiting for process ${pid}, which starts or stops lab ${layout.name}`);
  };
  return withLock(layout.lock, { onWait, signal: options.signal }, work);
}
