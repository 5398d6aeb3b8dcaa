import type { Environment } from "../../config/primitives/environment";
import { parseDnsLabel } from "../../config/primitives/names";
import { parseQuantity, type Quantity } from "../../config/primitives/quantity";
import { ArgumentError, at } from "../argument-error";
import type { Labels } from "../types";
import { checkedLabels, metadata, standardLabels, type Metadata } from "./metadata";

/** A namespace of applications. */
export interface NamespaceSettings {
  readonly name: string;
  readonly environment: Environment;
  /** The one system that owns the namespace. Default: none, shared by several. */
  readonly system?: string;
  /** Labels that the systems ask for. */
  readonly labels?: Labels;
  /** Default: false. */
  readonly istioInjection?: boolean;
}

/** Amounts per resource name, such as `requests.cpu` or `memory`. */
export type Amounts = Readonly<Record<string, Quantity>>;

/** Defaults and bounds per container. */
export interface ContainerLimits {
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly max?: Amounts;
  readonly min?: Amounts;
}

/** A Namespace as the API takes it. */
export interface NamespaceFields {
  metadata: Omit<Metadata, "namespace">;
}

const podSecurity = "pod-security.kubernetes.io";
/** Admits clients to the MLLP servers of a namespace; on their own namespace it would admit their neighbours (C-06, R-21). */
const mllpClientLabel = "network-policy/mllp-client";

/**
 * A Namespace under PodSecurity `restricted` that tells the policies its environment.
 * @throws ArgumentError for malformed names and labels, labels that would replace a fixed one, and the MLLP client label.
 */
export function namespace({
  name,
  environment,
  system,
  labels = {},
  istioInjection,
}: NamespaceSettings): NamespaceFields {
  const fixed: Record<string, string> = {
    [`${podSecurity}/enforce`]: "restricted",
    [`${podSecurity}/enforce-version`]: "latest",
    [`${podSecurity}/warn`]: "restricted",
    [`${podSecurity}/audit`]: "restricted",
    "bulwark.io/environment": environment,
    ...(istioInjection === true ? { "istio-injection": "enabled" } : {}),
  };
  for (const [key, value] of Object.entries(labels)) refuseLabel(key, value, fixed[key]);
  const { "app.kubernetes.io/name": ownName, ...shared } = standardLabels(namespaceIdentity(name, system));
  const standard = system === undefined ? shared : { ...shared, "app.kubernetes.io/name": ownName ?? system };
  return {
    metadata: {
      name: at("name", () => parseDnsLabel(name)),
      labels: checkedLabels("labels", { ...standard, ...labels, ...fixed }),
    },
  };
}

/** The identity under which the namespace's own objects are labelled. */
export function namespaceIdentity(
  name: string,
  system: string | undefined,
): { name: string; namespace: string; partOf: string } {
  return { name: system ?? name, namespace: name, partOf: system ?? "bulwark" };
}

/** A ResourceQuota as the API takes it. */
export function resourceQuota(
  identity: ReturnType<typeof namespaceIdentity>,
  hard: Amounts,
): { metadata: Metadata; spec: { hard: Record<string, string> } } {
  return { metadata: metadata(identity, { name: "quota" }), spec: { hard: amounts("quota", hard) } };
}

/** A LimitRange for containers as the API takes it. */
export function limitRange(
  identity: ReturnType<typeof namespaceIdentity>,
  limits: ContainerLimits,
): { metadata: Metadata; spec: { limits: ({ type: "Container" } & Record<string, unknown>)[] } } {
  const fields = Object.fromEntries(
    Object.entries<Amounts>({ ...limits }).map(([field, values]) => [
      field,
      amounts(`containerLimits.${field}`, values),
    ]),
  );
  return {
    metadata: metadata(identity, { name: "container-limits" }),
    spec: { limits: [{ type: "Container", ...fields }] },
  };
}

function amounts(path: string, values: Amounts): Record<string, string> {
  for (const [resource, quantity] of Object.entries(values)) at(`${path}.${resource}`, () => parseQuantity(quantity));
  return { ...values };
}

function refuseLabel(key: string, value: string, fixed: string | undefined): void {
  if (key === mllpClientLabel) {
    const remedy = "label the namespaces of the clients, never that of the servers (C-06)";
    throw new ArgumentError(`labels.${key}`, `"${value}"`, "no such label here", remedy);
  }
  if (key.startsWith(`${podSecurity}/`) || (fixed !== undefined && fixed !== value)) {
    const allowed = fixed === undefined ? "no such label here" : `"${fixed}"`;
    throw new ArgumentError(`labels.${key}`, `"${value}"`, allowed, "remove the label; the component sets it (R-01)");
  }
}
