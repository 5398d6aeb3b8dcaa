/** What a fresh control plane is given before it is handed over: nodes, namespaces, classes, volumes, CRDs. */
import type { Toolchain } from "../../toolchain";
import type { ApiClient } from "../api";
import type { Ports } from "../ports";
import { INGRESS_CLASSES, STORAGE_CLASSES } from "./classes";
import { CrdStore } from "./crd-store";
import { applyCrds, awaitServed, crdFingerprint, readCrds, type CrdOptions } from "./crds";
import { PLATFORM_NAMESPACES } from "./namespaces";
import { NODES, nodeObject, nodeStatus } from "./nodes";
import { storageClassObject, volumeObjects } from "./volumes";

/** Remembers in the cluster which CRDs it has; it also tells a person where they come from. */
const RECORD = "/api/v1/namespaces/kube-system/configmaps/bulwark-lab";

const PATHS: Readonly<Record<string, string>> = {
  APIService: "/apis/apiregistration.k8s.io/v1/apiservices",
  IngressClass: "/apis/networking.k8s.io/v1/ingressclasses",
  Namespace: "/api/v1/namespaces",
  Node: "/api/v1/nodes",
  PersistentVolume: "/api/v1/persistentvolumes",
  Service: "/api/v1/namespaces/kube-system/services",
  StorageClass: "/apis/storage.k8s.io/v1/storageclasses",
};

/**
 * Applies the lab's own objects, and the CRDs unless the cluster has exactly these.
 * @throws Error or LabError when the API server refuses one
 */
export async function furnish(api: ApiClient, toolchain: Toolchain, ports: Ports, options: CrdOptions): Promise<void> {
  const crds = await crdFingerprint(toolchain.crds);
  const recorded = await recordedCrds(api);
  const installCrds = async (): Promise<void> => {
    const store = new CrdStore(toolchain, crds, ports.etcd, options.signal);
    await bringCrds(api, toolchain, recorded === undefined ? store : undefined, options);
  };
  await Promise.all([applyObjects(api, ports), recorded === crds ? undefined : installCrds()]);
  if (recorded === crds) return;
  const origins = toolchain.crds.map(({ operator, module, version }) => `${operator}: ${module}@${version}`);
  await applyAt(api, RECORD, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "bulwark-lab", namespace: "kube-system" },
    data: { crds, origins: origins.join("\n") },
  });
}

/**
 * Brings all CRDs into the cluster.
 * @param store for a cluster that never had any; one that has others is given these by the API server
 */
async function bringCrds(
  api: ApiClient,
  toolchain: Toolchain,
  store: CrdStore | undefined,
  options: CrdOptions,
): Promise<void> {
  const documents = await readCrds(toolchain.crds);
  if (documents.length === 0) return;
  // What was kept only saves time: without it, or if it can't be used, the API server makes the same.
  const restored = async (): Promise<boolean> => {
    if (!(await store?.restore())) return false;
    await awaitServed(api, documents, options);
    return true;
  };
  if (await restored().catch(() => false)) return;
  options.signal?.throwIfAborted();
  await applyCrds(api, documents, options);
  await awaitServed(api, documents, options);
  await store?.keep().catch(() => undefined);
}

async function applyObjects(api: ApiClient, ports: Ports): Promise<void> {
  const nodes = NODES.map(async (node) => {
    await applyObject(api, nodeObject(node));
    await applyAt(api, `${PATHS["Node"] ?? ""}/${node.name}/status`, nodeStatus(node, ports["kwok-controller"]));
  });
  const others = [
    ...PLATFORM_NAMESPACES.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    ...INGRESS_CLASSES.map(({ name, controller }) => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name },
      spec: { controller },
    })),
    ...STORAGE_CLASSES.map(storageClassObject),
    ...volumeObjects(),
    ...metricsApi(ports["metrics-server"]),
  ];
  await Promise.all([...nodes, ...others.map((object) => applyObject(api, object))]);
}

/** Leads the API server to metrics-server; kwokctl makes these once, with the ports of the first start. */
function metricsApi(port: number): Record<string, unknown>[] {
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "metrics-server", namespace: "kube-system" },
      spec: { type: "ExternalName", externalName: "localhost" },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: "metrics-server", namespace: "kube-system", port },
      },
    },
  ];
}

async function recordedCrds(api: ApiClient): Promise<string | undefined> {
  const { status, text } = await api.get(RECORD);
  if (status !== 200) return undefined;
  return (JSON.parse(text) as { readonly data?: { readonly crds?: string } }).data?.crds;
}

async function applyObject(api: ApiClient, object: Record<string, unknown>): Promise<void> {
  const { name } = object["metadata"] as { readonly name: string };
  await applyAt(api, `${PATHS[String(object["kind"])] ?? ""}/${name}`, object);
}

async function applyAt(api: ApiClient, path: string, object: Record<string, unknown>): Promise<void> {
  await api.apply(path, JSON.stringify(object));
}
