import * as z from "zod";

import { capabilityKeys } from "./capabilities";
import { choice, flag, group, integer, list, map, text, textEntry } from "./fields";
import { parseCidr } from "./primitives/cidr";
import { dateFormat, parseDate } from "./primitives/date";
import { ENVIRONMENTS } from "./primitives/environment";
import {
  dnsLabelFormat,
  dnsSubdomainFormat,
  labelKeyFormat,
  labelValueFormat,
  parseDnsLabel,
  parseDnsSubdomain,
  parseLabelKey,
  parseLabelValue,
} from "./primitives/names";
import type { Section } from "./section";
import { sidecarKeys } from "./sidecar";

const namespace = (description: string, example: string): ReturnType<typeof text> =>
  text({ description, format: { ...dnsLabelFormat, examples: [example] }, parse: parseDnsLabel });

const labels = (description: string, example: Readonly<Record<string, string>>): ReturnType<typeof map<z.ZodString>> =>
  map(
    description,
    textEntry({ description: "Key of a label.", format: labelKeyFormat, parse: parseLabelKey }),
    textEntry({ description: "Value of a label.", format: labelValueFormat, parse: parseLabelValue }),
    example,
  );

const blocks = (description: string, example: string): ReturnType<typeof list<z.ZodString>> =>
  list(
    description,
    textEntry({
      description: "A block of addresses.",
      format: {
        pattern: String.raw`^[0-9a-f.:]+/\d{1,3}$`,
        description: "a network address, a slash and the prefix length",
        examples: [example],
      },
      parse: parseCidr,
    }),
    [example],
  );

/** Which cluster, and what it offers. */
const cluster = {
  context: text({
    description:
      "Context of the kubeconfig that the stack uses. Staging and prod need this or clusterUid. Default: the current context.",
    format: {
      pattern: String.raw`^\S+$`,
      description: "the name of a context, see kubectl config get-contexts",
      examples: ["bulwark-prod"],
    },
  }),
  kubeconfig: text({
    description: "Path of the kubeconfig file. Default: what KUBECONFIG says, else ~/.kube/config.",
    format: {
      pattern: String.raw`^[^\n{]+$`,
      description: "the path of a file; its contents are credentials and don't belong in a stack file",
      examples: ["./kubeconfig"],
    },
  }),
  clusterUid: text({
    description:
      "UID of the Namespace kube-system of the stack's cluster, which tells one cluster from another. Checked before anything is changed; staging and prod need this or context.",
    format: {
      pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
      description: "a UID, see kubectl get namespace kube-system -o jsonpath={.metadata.uid}",
      examples: ["5a1f0c1e-3f5b-4c39-9a83-2d0f3a7c9f10"],
    },
  }),
  capabilities: capabilityKeys(),
  ownsShared: flag(
    "Whether the stack owns what exists once per cluster, the namespace bitvault-system: true in exactly one stack of a cluster, never in a preview. Default: false.",
    true,
  ),
};

/** Who the pods of every system talk to (SPEC 0.4, 1.8). */
const neighbours = {
  gatewayNamespace: namespace("Namespace of the mesh gateway's pods. Default: istio-system.", "istio-system"),
  gatewayServiceAccount: text({
    description:
      "ServiceAccount of the mesh gateway's pods, the identity that workloads in the mesh admit. Default: istio-ingressgateway-service-account, as istioctl makes it; Istio's Helm chart names it after its release.",
    format: { ...dnsSubdomainFormat, examples: ["istio-ingressgateway"] },
    parse: parseDnsSubdomain,
  }),
  ingressNamespace: namespace("Namespace of the ingress controller's pods. Default: ingress-nginx.", "ingress-nginx"),
  monitoringNamespace: namespace("Namespace of Prometheus's pods. Default: monitoring.", "monitoring"),
  veleroNamespace: namespace("Namespace of Velero, in which its objects are made. Default: velero.", "velero"),
  postgresOperatorNamespace: namespace(
    "Namespace of CloudNativePG's pods, for databases that it runs. Default: cnpg-system.",
    "cnpg-system",
  ),
  dns: group("Pods that answer DNS queries (G-24).", {
    namespace: namespace("Their namespace. Default: kube-system.", "kube-system"),
    podLabels: labels("The labels that select them. Default: k8s-app: kube-dns.", { "k8s-app": "kube-dns" }),
  }),
  clusterCidrs: blocks(
    "IPv4 blocks of the cluster and its network that a way out to the internet leaves out, beside the private and link-local ranges, which it always leaves out (C-15). Default: none.",
    "198.18.0.0/15",
  ),
  apiServerCidrs: blocks(
    "Blocks of the API server, which the instances of a database that CloudNativePG runs must reach: of the Service kubernetes and of the servers behind it. Default: none; such a database needs them (SPEC 1.8).",
    "10.96.0.1/32",
  ),
  nodeCidrs: blocks(
    "Blocks of the nodes, from which the kubelets probe. Needed only where the network plugin lets the kubelets' probes through no policy (SPEC 1.8). Default: none.",
    "10.0.0.0/24",
  ),
};

const objectFormat = {
  pattern: "^[A-Z][A-Za-z]+/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
  description: "an object as Kind/name, such as Service/mllp-server",
  examples: ["Service/mllp-server"],
};

/** What the pods and monitors of every system carry. */
const everywhere = {
  imagePullSecrets: list(
    "Names of Secrets with the registries' credentials, in the namespaces of the pods. Default: none, the nodes' own role pulls (G-18).",
    textEntry({ description: "Name of a Secret.", format: dnsSubdomainFormat, parse: parseDnsSubdomain }),
    ["registry-credentials"],
  ),
  priorityClassName: text({
    description: "Name of an existing PriorityClass for the pods of every system. Default: none (G-64).",
    format: { ...dnsSubdomainFormat, examples: ["business-critical"] },
    parse: parseDnsSubdomain,
  }),
  monitorLabels: labels(
    "Labels by which the Prometheus instance selects its monitors and rules, set on all of them. Default: none (G-48).",
    { release: "kube-prometheus-stack" },
  ),
  runbooks: text({
    description:
      "Start of the addresses that alerts name; the alert's name is appended. Default: docs/alerts.md#, the page of this repository (G-48).",
    format: {
      pattern: String.raw`^https?://[^\s/]+\S*$`,
      description: "the beginning of the address of a page",
      examples: ["https://runbooks.example.com/"],
    },
  }),
  prometheus: text({
    description:
      "Address of the API of Prometheus, or of what answers like it, from which bulwark canary observe asks how a release does; nothing of it is deployed. Default: none, --prometheus names it (G-49).",
    format: {
      pattern: String.raw`^https?://[^\s@?#]+$`,
      description: "an address without credentials",
      examples: ["https://prometheus.example.com"],
    },
  }),
  sidecarResources: sidecarKeys(),
  skipAwait: list(
    "Objects for whose readiness an update doesn't wait, as Kind/name. Default: none (G-65).",
    textEntry({
      description: "Kind and name of an object.",
      format: objectFormat,
    }),
    ["Service/mllp-server"],
  ),
  breakGlass: map(
    "In an emergency: the id of the break-glass entry of policies/exemptions.yaml that an object relies on, by Kind/name (docs/break-glass.md). Default: none.",
    textEntry({ description: "Kind and name of an object.", format: objectFormat }),
    textEntry({
      description: "Id of an entry of the exemptions register.",
      format: {
        pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
        description: "lower-case words joined by hyphens",
        examples: ["inc-4711"],
      },
    }),
    { "Deployment/mllp-server": "inc-4711" },
  ),
};

/** The preview of a pull request (G-54, W-26). */
const preview = {
  pullRequest: integer({
    description:
      "Number of the pull request that a preview shows. Default: the N of a stack preview-pr-N; other names of previews need it.",
    minimum: 1,
    maximum: 999_999_999,
    example: 7,
  }),
  expiresAt: text({
    description:
      "Day from which a preview may be deleted, the label expires-at of its namespaces. Default: 14 days after its latest update.",
    format: dateFormat,
    parse: parseDate,
  }),
};

const rest = { ...cluster, ...neighbours, ...everywhere, ...preview };

/**
 * The `bulwark:` namespace: what concerns the whole stack.
 *
 * `systems` is checked against the registry, so the names come from there.
 */
export function bulwarkSection(systems: readonly string[]): Section<BulwarkSchema> {
  return {
    namespace: "bulwark",
    schema: z.strictObject({
      environment: choice(
        "Whose figures the stack takes. Default: the stack's name, which then must be one of these or preview-pr-N.",
        ENVIRONMENTS,
      ),
      systems: list("The systems that the stack runs. Default: all that exist for the environment.", z.enum(systems), [
        ...systems,
      ]),
      ...rest,
    }),
    secrets: {},
  };
}

/** Schema of {@link bulwarkSection}. */
export type BulwarkSchema = z.ZodObject<
  {
    environment: ReturnType<typeof choice<typeof ENVIRONMENTS>>;
    systems: z.ZodOptional<z.ZodArray<z.ZodEnum>>;
  } & typeof rest,
  z.core.$strict
>;

/** Values of the `bulwark:` namespace as they stand in the stack file. */
export type BulwarkValues = z.output<BulwarkSchema>;
