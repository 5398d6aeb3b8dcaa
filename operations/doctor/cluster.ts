import type { KubeConfig } from "@kubernetes/client-node";
import { coerce, satisfies } from "semver";

import { clusterFailure } from "../kubernetes/cluster";
import type { Check } from "./check";
import type { NeededBy, Needs } from "./needs";
import { permissionChecks } from "./permissions";

/** Versions of Kubernetes that the program's objects are known to work with: docs/upgrades.md. */
const KUBERNETES = ">=1.30.0 <1.37.0";

/** Whether the cluster has what a stack takes for granted. @throws OperationError for a cluster that does not answer */
export async function clusterChecks(config: KubeConfig, needs: Needs): Promise<readonly Check[]> {
  const client = await import("@kubernetes/client-node");
  const core = config.makeApiClient(client.CoreV1Api);
  const storage = config.makeApiClient(client.StorageV1Api);
  const networking = config.makeApiClient(client.NetworkingV1Api);
  const scheduling = config.makeApiClient(client.SchedulingV1Api);
  try {
    const [version, served, storageClasses, ingressClasses, priorityClasses, namespaces, nodes] = await Promise.all([
      config.makeApiClient(client.VersionApi).getCode(),
      servedApis(config, needs),
      storage.listStorageClass(),
      networking.listIngressClass(),
      scheduling.listPriorityClass(),
      core.listNamespace(),
      core.listNode(),
    ]);
    const labels = nodes.items.flatMap(({ metadata }) =>
      Object.entries(metadata?.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    );
    return [
      kubernetesVersion(version.gitVersion),
      ...kindChecks(needs.kinds, served),
      ...present(
        "StorageClass",
        needs.storageClasses,
        names(storageClasses.items),
        "Create it, or name another one in the stack file.",
      ),
      ...present(
        "IngressClass",
        needs.ingressClasses,
        names(ingressClasses.items),
        "Install its controller, or name another class in the stack file.",
      ),
      ...present(
        "PriorityClass",
        needs.priorityClasses,
        names(priorityClasses.items),
        "Create it, or take bulwark:priorityClassName out.",
      ),
      ...present(
        "Namespace",
        needs.namespaces,
        names(namespaces.items),
        "Install the operator that lives there, or name its namespace in the stack file.",
      ),
      ...present("Nodes with the label", needs.nodeLabels, labels, "Label (and taint) nodes for it."),
      ...(await gatewayChecks(needs.gateways, (labelSelector) => core.listPodForAllNamespaces({ labelSelector }))),
      ...metricChecks(needs.metrics, served.groups),
      ...(await permissionChecks(config, needs, served.resources)),
    ];
  } catch (error) {
    throw clusterFailure(error, "looking at the cluster");
  }
}

/** What the API server serves of what is needed. */
interface Served {
  /** Names of all API groups. */
  readonly groups: readonly string[];
  /** Plural names by `apps/v1 Deployment`. */
  readonly resources: ReadonlyMap<string, string>;
}

async function servedApis(config: KubeConfig, { kinds }: Needs): Promise<Served> {
  const { ApisApi, CoreV1Api, CustomObjectsApi } = await import("@kubernetes/client-node");
  const { groups } = await config.makeApiClient(ApisApi).getAPIVersions();
  const versions = new Set(groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion)));
  const wanted = new Set([...kinds.keys()].map((key) => key.split(" ")[0] ?? ""));
  const resources = new Map<string, string>();
  await Promise.all(
    [...wanted].map(async (apiVersion) => {
      const [group = "", version = ""] = apiVersion.split("/");
      if (group !== "v1" && !versions.has(apiVersion)) return;
      const list =
        apiVersion === "v1"
          ? await config.makeApiClient(CoreV1Api).getAPIResources()
          : await config.makeApiClient(CustomObjectsApi).getAPIResources({ group, version });
      for (const { kind, name } of list.resources) {
        if (!name.includes("/")) resources.set(`${apiVersion} ${kind}`, name);
      }
    }),
  );
  return { groups: groups.map(({ name }) => name), resources };
}

function kubernetesVersion(gitVersion: string): Check {
  const isKnown = satisfies(coerce(gitVersion) ?? "0.0.0", KUBERNETES);
  return {
    name: "Kubernetes",
    status: isKnown ? "ok" : "advice",
    found: gitVersion,
    neededBy: [],
    remedy: `Tried with ${KUBERNETES}; with another version preview first.`,
  };
}

/** One check per API group: a group that is served is one line, a missing one names its kinds. */
function kindChecks(kinds: NeededBy, { resources }: Served): readonly Check[] {
  const groups = new Map<string, { kinds: string[]; missing: string[]; systems: Set<string> }>();
  for (const [key, systems] of kinds) {
    const [apiVersion = "", kind = ""] = key.split(" ");
    const group = groups.get(apiVersion) ?? { kinds: [], missing: [], systems: new Set<string>() };
    (resources.has(key) ? group.kinds : group.missing).push(kind);
    for (const system of systems) group.systems.add(system);
    groups.set(apiVersion, group);
  }
  return [...groups].map(([apiVersion, { kinds: found, missing, systems }]) => ({
    name: `API ${apiVersion}`,
    status: missing.length === 0 ? "ok" : "missing",
    found: missing.length === 0 ? found.join(", ") : `not served: ${missing.join(", ")}`,
    neededBy: [...systems].sort(),
    remedy:
      "Install the operator that brings it, or switch the capability off: bulwark:capabilities (docs/configuration.md).",
  }));
}

function present(what: string, needed: NeededBy, found: readonly string[], remedy: string): readonly Check[] {
  return [...needed].map(([name, neededBy]) => {
    const isThere = found.includes(name);
    return {
      name: `${what} ${name}`,
      status: isThere ? "ok" : "missing",
      found: isThere ? "there" : "not there",
      neededBy,
      remedy,
    };
  });
}

async function gatewayChecks(
  gateways: NeededBy,
  pods: (selector: string) => Promise<{ readonly items: readonly unknown[] }>,
): Promise<readonly Check[]> {
  return Promise.all(
    [...gateways].map(async ([selector, neededBy]): Promise<Check> => {
      const { length } = (await pods(selector)).items;
      return {
        name: `Mesh gateway ${selector}`,
        status: length === 0 ? "advice" : "ok",
        found: length === 0 ? "no pods" : `${length} pods`,
        neededBy,
        remedy: "Nothing reaches the hosts of the Gateway without: install Istio's ingress gateway.",
      };
    }),
  );
}

function metricChecks(metrics: NeededBy, groups: readonly string[]): readonly Check[] {
  const apis: Readonly<Record<string, string>> = {
    "cpu and memory": "metrics.k8s.io",
    custom: "custom.metrics.k8s.io",
  };
  return [...metrics].map(([metric, neededBy]) => {
    const api = apis[metric] ?? metric;
    const isThere = groups.includes(api);
    return {
      name: `Metrics of ${metric}`,
      status: isThere ? "ok" : "advice",
      found: isThere ? `${api} is served` : `${api} is not served`,
      neededBy,
      remedy: "Autoscalers stay at their minimum without: install metrics-server, or an adapter for custom metrics.",
    };
  });
}

function names(items: readonly { readonly metadata?: { readonly name?: string } }[]): readonly string[] {
  return items.flatMap(({ metadata }) => metadata?.name ?? []);
}
