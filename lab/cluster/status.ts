/** What of a lab runs and what does not. */
import { existsSync } from "node:fs";
import { ApiClient } from "./api";
import { isReady, nodeHealth, type NodeHealth } from "./health";
import { clusterLayout, COMPONENTS, type ComponentName } from "./layout";
import { readPorts } from "./ports";
import { labProcesses } from "./processes";

/** One process of the control plane. */
export interface ComponentStatus {
  readonly name: ComponentName;
  /** Undefined when it does not run. */
  readonly pid?: number;
  /** Its port on 127.0.0.1; undefined when the lab was never started. */
  readonly port?: number;
  readonly ready: boolean;
}

/** The state of a lab's control plane. */
export interface LabStatus {
  readonly name: string;
  /** The lab's folder. */
  readonly dir: string;
  /** Whether the lab has data, running or not. */
  readonly exists: boolean;
  /** Whether every component and every node is ready. */
  readonly ready: boolean;
  readonly kubeconfig: string;
  readonly components: readonly ComponentStatus[];
  /** Empty when the API server does not answer. */
  readonly nodes: readonly NodeHealth[];
}

/** Looks at a lab; changes nothing. */
export async function status(name: string): Promise<LabStatus> {
  const layout = clusterLayout(name);
  const [running, ports] = await Promise.all([labProcesses(layout), readPorts(layout.ports)]);
  const components = await Promise.all(
    COMPONENTS.map(async (component): Promise<ComponentStatus> => {
      const pid = running.find((process) => process.component === component)?.pid;
      return {
        name: component,
        ...(pid === undefined ? {} : { pid }),
        ...(ports === undefined ? {} : { port: ports[component] }),
        ready: pid !== undefined && ports !== undefined && (await isReady(layout, ports, component)),
      };
    }),
  );
  const server = components.find((component) => component.name === "kube-apiserver");
  const nodes = server?.ready && server.port !== undefined ? await nodesBehind(new ApiClient(layout, server.port)) : [];
  return {
    name,
    dir: layout.labDir,
    exists: existsSync(layout.etcd),
    ready: components.every(({ ready }) => ready) && nodes.length > 0 && nodes.every(({ ready }) => ready),
    kubeconfig: layout.kubeconfig,
    components,
    nodes,
  };
}

async function nodesBehind(api: ApiClient): Promise<NodeHealth[]> {
  try {
    return await nodeHealth(api);
  } catch {
    return [];
  } finally {
    api.close();
  }
}
