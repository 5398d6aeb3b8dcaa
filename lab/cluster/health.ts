/** Which components answer, and which nodes are ready. */
import { readFileSync } from "node:fs";
import { get as httpGet, type IncomingMessage } from "node:http";
import { get as httpsGet } from "node:https";
import { join } from "node:path";
import type { ApiClient } from "./api";
import type { ClusterLayout, ComponentName } from "./layout";
import type { Ports } from "./ports";

/** How long a component may take to answer, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** What kube-controller-manager lists once its controllers run; it calls itself healthy long before. */
const CONTROLLERS_RUN = "[+]deployment-controller ok";

/** Where each component tells that it is ready. metrics-server's own readiness waits for a minute's figures. */
const PATHS: Readonly<Record<ComponentName, string>> = {
  etcd: "/readyz",
  "kube-apiserver": "/readyz",
  "kube-controller-manager": "/healthz?verbose",
  "kube-scheduler": "/readyz",
  "kwok-controller": "/healthz",
  "metrics-server": "/livez",
};

/** Whether a component answers that it is ready. */
export function isReady(layout: ClusterLayout, ports: Ports, component: ComponentName): Promise<boolean> {
  const target = {
    host: "127.0.0.1",
    port: ports[component],
    path: PATHS[component],
    timeout: TIMEOUT_MS,
    agent: false,
  };
  return new Promise((resolve) => {
    const answer = (response: IncomingMessage): void => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        const runs = component !== "kube-controller-manager" || text.includes(CONTROLLERS_RUN);
        resolve(response.statusCode === 200 && runs);
      });
    };
    let call;
    try {
      call = component === "etcd" ? httpGet(target, answer) : httpsGet({ ...target, ...credentials(layout) }, answer);
    } catch {
      resolve(false);
      return;
    }
    call.on("timeout", () => call.destroy());
    call.on("error", () => {
      resolve(false);
    });
  });
}

/** kube-controller-manager, kube-scheduler and metrics-server present certificates of their own making. */
function credentials(layout: ClusterLayout): object {
  return {
    cert: readFileSync(join(layout.pki, "admin.crt")),
    key: readFileSync(join(layout.pki, "admin.key")),
    rejectUnauthorized: false,
  };
}

/** A node as `status` shows it. */
export interface NodeHealth {
  readonly name: string;
  readonly zone: string;
  readonly ready: boolean;
}

/** The nodes that the API server knows. */
export async function nodeHealth(api: ApiClient): Promise<NodeHealth[]> {
  interface NodeList {
    readonly items: readonly {
      readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
      readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
    }[];
  }
  const { items } = await api.json<NodeList>("/api/v1/nodes");
  return items.map(({ metadata, status }) => ({
    name: metadata.name,
    zone: metadata.labels?.["topology.kubernetes.io/zone"] ?? "",
    ready: (status?.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True"),
  }));
}
