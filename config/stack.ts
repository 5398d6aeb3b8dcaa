import type { BulwarkValues } from "./bulwark";
import { resolveCapabilities, type Capabilities } from "./capabilities";
import { pullRequestOf, resolvePreview, type Preview } from "./preview";
import { cidrContains, isEverywhere, parseCidr, type Cidr } from "./primitives/cidr";
import { ENVIRONMENTS, isEnvironment, isStrict, type Environment } from "./primitives/environment";
import { removeCommand, setCommand, type Problem } from "./problem";
import { resolveSidecar, type SidecarResources } from "./sidecar";

/** What a stack as a whole has decided: plain and complete, defaults included. */
export interface StackSettings {
  /** Name of the stack. */
  readonly stack: string;
  readonly environment: Environment;
  /** Only in the environment `preview`. */
  readonly preview?: Preview;
  /** Which cluster; see the keys of the same names. */
  readonly cluster: {
    readonly context?: string | undefined;
    readonly kubeconfig?: string | undefined;
    readonly uid?: string | undefined;
  };
  /** What the cluster's operators offer; objects of what is missing are left out (G-57). */
  readonly capabilities: Capabilities;
  /** Whether the stack owns what exists once per cluster (SPEC 0.4). */
  readonly ownsShared: boolean;
  /** Namespace of the mesh gateway's pods. */
  readonly gatewayNamespace: string;
  /** ServiceAccount of the mesh gateway's pods. */
  readonly gatewayServiceAccount: string;
  /** Namespace of the ingress controller's pods. */
  readonly ingressNamespace: string;
  /** Namespace of Prometheus's pods. */
  readonly monitoringNamespace: string;
  /** Namespace of Velero's objects. */
  readonly veleroNamespace: string;
  /** Namespace of CloudNativePG's pods. */
  readonly postgresOperatorNamespace: string;
  /** Pods that answer DNS queries (G-24). */
  readonly dns: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> };
  /** IPv4 blocks that a way out to the internet leaves out: those of C-15 and the stack's own. */
  readonly clusterCidrs: readonly string[];
  /** Blocks of the API server, for databases that CloudNativePG runs. */
  readonly apiServerCidrs: readonly string[];
  /** Blocks from which kubelets probe, where the network plugin needs them named. */
  readonly nodeCidrs: readonly string[];
  /** Names of Secrets with registry credentials, for the pods of every system. */
  readonly imagePullSecrets: readonly string[];
  /** PriorityClass of the pods of every system (G-64). Absent: none. */
  readonly priorityClassName?: string;
  /** Labels of every monitor and rule (G-48). */
  readonly monitorLabels: Readonly<Record<string, string>>;
  /** Start of the addresses that alerts name; the alert's name is appended. */
  readonly runbooks: string;
  /** What the mesh gives each sidecar; quotas count it (G-41). */
  readonly sidecarResources: SidecarResources;
  /** Objects for whose readiness nothing waits, as `Kind/name`. */
  readonly skipAwait: readonly string[];
  /** Ids of break-glass entries of the exemptions register, by the object that relies on them, as `Kind/name`. */
  readonly breakGlass: Readonly<Record<string, string>>;
}

/** The private and link-local ranges (C-15); the last one holds the cloud's metadata service. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"] as const;

/**
 * Completes the `bulwark:` values: the environment defaults to the stack's name; staging and prod must name their
 * cluster. Without an environment there is no value, because every figure depends on it.
 */
export function resolveStack(
  { stack, today }: { readonly stack: string; readonly today: string },
  values: BulwarkValues,
  report: (problem: Problem) => void,
): StackSettings | undefined {
  const environment = values.environment ?? (pullRequestOf(stack) === undefined ? stack : "preview");
  if (!isEnvironment(environment)) {
    report({
      key: "bulwark:environment",
      given: `nothing, and the stack's name "${stack}" is no environment`,
      allowed: `one of ${ENVIRONMENTS.join(", ")}`,
      remedy: [setCommand(stack, "bulwark:environment", "dev")],
    });
    return undefined;
  }
  checkCluster(stack, environment, values, report);
  checkBlocks(stack, "nodeCidrs", values.nodeCidrs ?? [], report);
  checkBlocks(stack, "apiServerCidrs", values.apiServerCidrs ?? [], report);
  const preview = resolvePreview({ stack, environment, today }, values, report);
  return {
    stack,
    environment,
    ...(preview === undefined ? {} : { preview }),
    cluster: { context: values.context, kubeconfig: values.kubeconfig, uid: values.clusterUid },
    capabilities: resolveCapabilities(values.capabilities ?? {}),
    ownsShared: values.ownsShared ?? false,
    gatewayNamespace: values.gatewayNamespace ?? "istio-system",
    gatewayServiceAccount: values.gatewayServiceAccount ?? "istio-ingressgateway-service-account",
    ingressNamespace: values.ingressNamespace ?? "ingress-nginx",
    monitoringNamespace: values.monitoringNamespace ?? "monitoring",
    veleroNamespace: values.veleroNamespace ?? "velero",
    postgresOperatorNamespace: values.postgresOperatorNamespace ?? "cnpg-system",
    dns: resolveDns(stack, values.dns, report),
    clusterCidrs: resolveClusterCidrs(stack, values.clusterCidrs ?? [], report),
    apiServerCidrs: values.apiServerCidrs ?? [],
    nodeCidrs: values.nodeCidrs ?? [],
    imagePullSecrets: values.imagePullSecrets ?? [],
    ...(values.priorityClassName === undefined ? {} : { priorityClassName: values.priorityClassName }),
    monitorLabels: values.monitorLabels ?? {},
    runbooks: values.runbooks ?? "docs/alerts.md#",
    sidecarResources: resolveSidecar(stack, values.sidecarResources ?? {}, report),
    skipAwait: values.skipAwait ?? [],
    breakGlass: values.breakGlass ?? {},
  };
}

function checkCluster(
  stack: string,
  environment: Environment,
  { context, clusterUid }: BulwarkValues,
  report: (problem: Problem) => void,
): void {
  if (isStrict(environment) && context === undefined && clusterUid === undefined) {
    report({
      key: "bulwark:context",
      given: "nothing, and no bulwark:clusterUid either",
      allowed: `one of both: a stack of ${environment} names its cluster, so that it never changes another one`,
      remedy: [
        setCommand(stack, "bulwark:context", "<context of the kubeconfig>"),
        `pulumi config set --stack ${stack} bulwark:clusterUid "$(kubectl get namespace kube-system -o jsonpath={.metadata.uid})"`,
      ],
    });
  }
}

function resolveDns(
  stack: string,
  { namespace = "kube-system", podLabels = { "k8s-app": "kube-dns" } }: NonNullable<BulwarkValues["dns"]> = {},
  report: (problem: Problem) => void,
): StackSettings["dns"] {
  if (Object.keys(podLabels).length === 0) {
    report({
      key: "bulwark:dns.podLabels",
      given: "{}",
      allowed: "at least one label: without any, every pod of the namespace would be reachable (R-26)",
      remedy: [removeCommand(stack, "bulwark:dns.podLabels")],
    });
  }
  return { namespace, podLabels };
}

/** The stack's own blocks come in addition: leaving a private range out would open the way into it. */
function resolveClusterCidrs(
  stack: string,
  given: readonly string[],
  report: (problem: Problem) => void,
): readonly string[] {
  const own = given.map(parseCidr);
  own.forEach(({ family, prefixLength, text }, index) => {
    if (family !== 4 || prefixLength === 0) {
      const key = `bulwark:clusterCidrs[${index}]`;
      const allowed = "a part of the IPv4 address space: the way out to the internet is IPv4 only (C-15)";
      report({ key, given: `"${text}"`, allowed, remedy: [removeCommand(stack, key)] });
    }
  });
  const isPrivate = (block: Cidr): boolean => privateRanges.some((range) => cidrContains(parseCidr(range), block));
  const further = own.filter((block) => !isPrivate(block)).map(({ text }) => text);
  return [...privateRanges, ...new Set(further)];
}

/** The nodes would be everybody who reaches a probed port, the API server everything outside. */
function checkBlocks(
  stack: string,
  name: "nodeCidrs" | "apiServerCidrs",
  given: readonly string[],
  report: (problem: Problem) => void,
): void {
  given.forEach((text, index) => {
    if (isEverywhere(parseCidr(text))) {
      const key = `bulwark:${name}[${index}]`;
      const allowed = "blocks of its own, not the whole address space (R-25)";
      report({ key, given: `"${text}"`, allowed, remedy: [removeCommand(stack, key)] });
    }
  });
}
