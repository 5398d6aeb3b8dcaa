/** Running kwokctl: its configuration (kwok.sigs.k8s.io, "kwokctl configuration") and the call itself. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { writeAtomically } from "../files";
import type { Toolchain } from "../toolchain";
import type { ClusterLayout } from "./layout";
import type { Ports } from "./ports";
import { cloudStages } from "./simulation/cloud";
import { CONTAINER_LOG, kubeletDocuments } from "./simulation/kubelet";
import { nodeStages } from "./simulation/nodes";
import { podStages } from "./simulation/pods";

/** The addresses of Services. */
const SERVICE_RANGE = "10.96.0.0/16";
/** Where there is no default route, the API server ends unless it is told an address (RFC 5737's first block). */
const ADVERTISED_ADDRESS = "192.0.2.1";

interface ExtraArg {
  readonly key: string;
  readonly value: string;
  readonly override?: boolean;
}

/** The text of kwokctl's configuration: JSON documents, which are YAML as well. */
export function kwokctlConfig(layout: ClusterLayout, toolchain: Toolchain, ports: Ports): string {
  const patch = (name: string, ...extraArgs: ExtraArg[]): unknown => ({ name, extraArgs });
  // There is one of each, and after a kill it must not wait for the lease of its predecessor.
  const alone: ExtraArg = { key: "leader-elect", value: "false" };
  const control = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options: {
      runtime: "binary",
      bindAddress: "127.0.0.1",
      enable: ["metrics-server"],
      disableQPSLimits: true,
      etcdPort: ports.etcd,
      etcdPeerPort: ports["etcd-peer"],
      kubeApiserverPort: ports["kube-apiserver"],
      kubeControllerManagerPort: ports["kube-controller-manager"],
      kubeSchedulerPort: ports["kube-scheduler"],
      kwokControllerPort: ports["kwok-controller"],
      metricsServerPort: ports["metrics-server"],
      etcdBinary: toolchain.bin("etcd"),
      kubeApiserverBinary: toolchain.bin("kube-apiserver"),
      kubeControllerManagerBinary: toolchain.bin("kube-controller-manager"),
      kubeSchedulerBinary: toolchain.bin("kube-scheduler"),
      kubectlBinary: toolchain.bin("kubectl"),
      kwokControllerBinary: toolchain.bin("kwok"),
      metricsServerBinary: toolchain.bin("metrics-server"),
    },
    componentsPatches: [
      patch("etcd", { key: "data-dir", value: layout.etcd, override: true }),
      patch(
        "kube-apiserver",
        { key: "advertise-address", value: ADVERTISED_ADDRESS },
        { key: "service-cluster-ip-range", value: SERVICE_RANGE },
        { key: "endpoint-reconciler-type", value: "none" },
        // The nodes' host names exist in no DNS.
        { key: "kubelet-preferred-address-types", value: "InternalIP" },
      ),
      patch(
        "kube-controller-manager",
        alone,
        // Simulated pods use no CPU to start: an autoscaler need not wait 5 minutes before it believes their figures.
        { key: "horizontal-pod-autoscaler-sync-period", value: "5s" },
        { key: "horizontal-pod-autoscaler-cpu-initialization-period", value: "1s" },
        { key: "horizontal-pod-autoscaler-initial-readiness-delay", value: "1s" },
      ),
      patch("kube-scheduler", alone),
      // Nodes report by their status; see simulation/nodes.ts.
      // It warns of every node without pods at every scrape: some 200 MB a day.
      patch(
        "kwok-controller",
        { key: "node-lease-duration-seconds", value: "0", override: true },
        { key: "v", value: "ERROR" },
      ),
      // The shortest that metrics-server allows; it must be longer than a single request may take.
      patch(
        "metrics-server",
        { key: "metric-resolution", value: "10s", override: true },
        { key: "kubelet-request-timeout", value: "5s" },
      ),
    ],
  };
  const documents = [control, ...nodeStages, ...podStages, ...cloudStages, ...kubeletDocuments(layout.containerLog)];
  return documents.map((document) => `${JSON.stringify(document, null, 1)}\n`).join("---\n");
}

/** Writes the configuration. @returns whether it differs from the one that the lab was started with */
export function writeConfig(layout: ClusterLayout, config: string): boolean {
  const same = existsSync(layout.config) && readFileSync(layout.config, "utf8") === config;
  if (same && existsSync(layout.runtimeConfig)) return false;
  writeFileSync(layout.containerLog, CONTAINER_LOG);
  writeAtomically(layout.config, config);
  // kwokctl reads our file only where it finds none of its own; keys, certificates and etcd's data stay.
  rmSync(layout.runtimeConfig, { force: true });
  return true;
}

/** Starts what does not run. @throws Error with kwokctl's output; the signal's reason when aborted */
export async function startComponents(
  layout: ClusterLayout,
  toolchain: Toolchain,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const args = [
    "--config",
    layout.config,
    "create",
    "cluster",
    "--name",
    layout.name,
    "--wait",
    "0s",
    "--timeout",
    "60s",
  ];
  const kwokctl = spawn(toolchain.bin("kwokctl"), args, {
    cwd: layout.dir,
    // A group of its own: an interrupt at the terminal reaches only us, and we end it in our own order.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      KWOK_WORKDIR: layout.kwok,
      KUBECONFIG: layout.kubeconfig,
      PATH: [dirname(toolchain.bin("kubectl")), process.env["PATH"] ?? ""].join(delimiter),
    },
  });
  let output = "";
  for (const stream of [kwokctl.stdout, kwokctl.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const abort = (): void => void kwokctl.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      kwokctl.on("error", reject);
      // Not "close": the components inherit no pipe of kwokctl, but one that did would keep it open for ever.
      kwokctl.on("exit", resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`kwokctl ended with code ${code ?? "none"}: ${lastLines(output, 5)}`);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** The last lines of a text, without empty ones. */
export function lastLines(text: string, count: number): string {
  return text.split("\n").filter(Boolean).slice(-count).join("\n");
}
