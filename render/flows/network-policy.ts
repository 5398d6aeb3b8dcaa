/** NetworkPolicies as they were rendered, with the API server's defaults. */
import * as z from "zod";
import type { LabelSelector } from "./selector";
import { PROTOCOLS, type Protocol } from "./port-set";

/** A NetworkPolicy. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  /** Ids of the exemptions that it carries. */
  readonly exemptions: readonly string[];
  /** Selects pods of the policy's namespace. */
  readonly pods: LabelSelector;
  /** Absent: the policy does not speak of this direction. Empty: it lets nothing in. */
  readonly ingress?: readonly Rule[];
  /** Absent: the policy does not speak of this direction. Empty: it lets nothing out. */
  readonly egress?: readonly Rule[];
}

/** What one rule lets through: any of the peers at any of the ports. */
export interface Rule {
  /** Absent: anybody. */
  readonly peers?: readonly PolicyPeer[];
  /** Absent: every port. */
  readonly ports?: readonly PolicyPort[];
}

/** Pods, or addresses. */
export type PolicyPeer =
  /** Without `namespaces` the pods of the policy's own namespace; without `pods` all pods of the namespaces. */
  | { readonly pods?: LabelSelector; readonly namespaces?: LabelSelector }
  | { readonly cidr: string; readonly except: readonly string[] };

/** A port by number or by the name that the receiving pod gives it; absent: every port of the protocol. */
export interface PolicyPort {
  readonly protocol: Protocol;
  readonly port?: number | string;
  /** Last of a range that begins with `port`. */
  readonly endPort?: number;
}

const selectorSchema = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});
const blockSchema = z.strictObject({ cidr: z.string(), except: z.array(z.string()).optional() });
const peerSchema = z.union([
  z.strictObject({ ipBlock: blockSchema }),
  z
    .strictObject({ podSelector: selectorSchema.optional(), namespaceSelector: selectorSchema.optional() })
    .refine((peer) => Object.keys(peer).length > 0, "a peer names pods, namespaces or a block of addresses"),
]);
const portSchema = z
  .strictObject({
    protocol: z.enum(PROTOCOLS).default("TCP"),
    port: z.union([z.int().min(1).max(65_535), z.string()]).optional(),
    endPort: z.int().max(65_535).optional(),
  })
  .refine(
    ({ port, endPort }) => endPort === undefined || (typeof port === "number" && port <= endPort),
    "endPort needs a number in port that is not above it",
  );
const peersSchema = z.array(peerSchema).optional();
const portsSchema = z.array(portSchema).optional();
const specSchema = z.strictObject({
  podSelector: selectorSchema.default({}),
  policyTypes: z.array(z.enum(["Ingress", "Egress"])).optional(),
  ingress: z.array(z.strictObject({ from: peersSchema, ports: portsSchema })).optional(),
  egress: z.array(z.strictObject({ to: peersSchema, ports: portsSchema })).optional(),
});
const metadataSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const policySchema = z.object({ metadata: metadataSchema, spec: specSchema });

/**
 * Reads a NetworkPolicy as the API takes it.
 * @throws Error that names the policy, for one that the API server would refuse
 */
export function readNetworkPolicy(object: unknown): NetworkPolicy {
  const result = policySchema.safeParse(object);
  if (!result.success) throw new Error(`NetworkPolicy ${nameOf(object)}: ${z.prettifyError(result.error)}`);
  const { metadata, spec } = result.data;
  const { ingress = [], egress = [] } = spec;
  const types = effectiveTypes(spec.policyTypes ?? [], egress.length > 0);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    exemptions: (metadata.annotations?.["bulwark.io/exemptions"] ?? "").split(",").filter((id) => id !== ""),
    pods: spec.podSelector,
    ...(types.includes("Ingress") ? { ingress: ingress.map(({ from, ports }) => rule(from, ports)) } : {}),
    ...(types.includes("Egress") ? { egress: egress.map(({ to, ports }) => rule(to, ports)) } : {}),
  };
}

/** Without types a policy speaks of ingress, and of egress if it has a rule for it (NetworkPolicySpec: policyTypes). */
function effectiveTypes(given: readonly string[], hasEgress: boolean): readonly string[] {
  if (given.length > 0) return given;
  return hasEgress ? ["Ingress", "Egress"] : ["Ingress"];
}

/** In a rule an empty list means the same as none: everybody, every port. */
function rule(peers: z.output<typeof peersSchema> = [], ports: z.output<typeof portsSchema> = []): Rule {
  return {
    ...(peers.length === 0 ? {} : { peers: peers.map(peer) }),
    ...(ports.length === 0 ? {} : { ports: ports }),
  };
}

function peer(given: z.output<typeof peerSchema>): PolicyPeer {
  if ("ipBlock" in given) return { cidr: given.ipBlock.cidr, except: given.ipBlock.except ?? [] };
  return {
    ...(given.podSelector === undefined ? {} : { pods: given.podSelector }),
    ...(given.namespaceSelector === undefined ? {} : { namespaces: given.namespaceSelector }),
  };
}

function nameOf(object: unknown): string {
  const found = z.object({ metadata: z.object({ name: z.string() }) }).safeParse(object);
  return found.success ? found.data.metadata.name : "without a name";
}
