import { cidrContains, isEverywhere, parseCidr } from "../../config/primitives/cidr";
import { parseDnsLabel } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import { groupOf, type Labels, type Port, type WorkloadIdentity } from "../types";
import { isWorkload, type DnsPeer, type Flow, type Peer, type PolicyNames } from "./flow";
import { checkedLabels, metadata, type Metadata } from "./metadata";

/** A peer as the API takes it. */
export interface PeerFields {
  podSelector?: { matchLabels: Record<string, string> };
  namespaceSelector?: { matchLabels: Record<string, string> };
  ipBlock?: { cidr: string; except?: string[] };
}

interface PortFields {
  protocol: "TCP" | "UDP";
  port: number;
}

/** A NetworkPolicy as the API takes it. */
export interface NetworkPolicyFields {
  metadata: Metadata;
  spec: {
    podSelector: { matchLabels?: Record<string, string> };
    policyTypes: ("Ingress" | "Egress")[];
    ingress?: { from?: PeerFields[]; ports?: PortFields[] }[];
    egress?: { to?: PeerFields[]; ports?: PortFields[] }[];
  };
}

type Direction = "ingress" | "egress";

/** Set by the API server on every namespace (C-16). */
const namespaceNameLabel = "kubernetes.io/metadata.name";
const dnsPort = 53;

/**
 * The policies of one workload, merged from all flows in which it is one side; others are ignored. Each policy that
 * governs egress also lets DNS queries through, unless egress is open anyway.
 * @throws ArgumentError for a flow in a direction that no policy governs, an empty selector, an open peer without an
 * exemption, the whole address space without one, and malformed blocks and names.
 */
export function networkPolicies(
  identity: WorkloadIdentity,
  names: PolicyNames,
  flows: readonly Flow[],
  { dns = {}, labels = {} }: { dns?: DnsPeer | undefined; labels?: Labels | undefined } = {},
): NetworkPolicyFields[] {
  const inward = flows.filter(({ to }) => isWorkload(to, identity));
  const outward = flows.filter(({ from }) => isWorkload(from, identity));
  const objects: { readonly name: string; readonly directions: readonly Direction[] }[] =
    "both" in names
      ? [{ name: names.both, directions: ["ingress", "egress"] }]
      : (["ingress", "egress"] as const).flatMap((direction) => {
          const name = names[direction];
          return name === undefined ? [] : [{ name, directions: [direction] }];
        });
  refuseUngoverned("ingress", inward, objects);
  refuseUngoverned("egress", outward, objects);

  return objects.map(({ name, directions }) => {
    const hasIngress = directions.includes("ingress");
    const hasEgress = directions.includes("egress");
    const peers = [
      ...(hasIngress ? inward.map(({ from }) => from) : []),
      ...(hasEgress ? outward.map(({ to }) => to) : []),
    ];
    return {
      metadata: metadata(identity, { name, labels, exemptions: peers.flatMap(peerExemptions) }),
      spec: {
        podSelector: { matchLabels: checkedLabels("selector", groupOf(identity)) },
        policyTypes: directions.map((direction) => (direction === "ingress" ? "Ingress" : "Egress")),
        ...(hasIngress ? { ingress: inward.map((flow) => ingressRule(flow, identity)) } : {}),
        ...(hasEgress ? { egress: egressRules(outward, identity, dns) } : {}),
      },
    };
  });
}

/** The policy that closes a namespace in both directions. */
export function defaultDeny(identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">): NetworkPolicyFields {
  return {
    metadata: metadata(identity, { name: "default-deny-all" }),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}

function refuseUngoverned(
  direction: Direction,
  flows: readonly Flow[],
  objects: readonly { readonly directions: readonly Direction[] }[],
): void {
  if (objects.length === 0) {
    throw new ArgumentError(
      "network.policies",
      "no name",
      "at least one policy",
      "name the policy that selects the pods (R-19)",
    );
  }
  if (flows.length > 0 && !objects.some(({ directions }) => directions.includes(direction))) {
    const given = `${flows.length} ${direction} flow(s) without a policy for ${direction}`;
    throw new ArgumentError(
      `network.policies.${direction}`,
      given,
      "a policy name",
      "name the policy or remove the flows",
    );
  }
}

function ingressRule(flow: Flow, self: WorkloadIdentity): { from?: PeerFields[]; ports?: PortFields[] } {
  const peer = peerFields("network.flows: from", flow.from, self);
  return { ...(peer === undefined ? {} : { from: [peer] }), ...portFields(flow, flow.from) };
}

function egressRules(
  flows: readonly Flow[],
  self: WorkloadIdentity,
  { namespace = "kube-system", pods = { "k8s-app": "kube-dns" } }: DnsPeer,
): { to?: PeerFields[]; ports?: PortFields[] }[] {
  const rules = flows.map((flow) => {
    const peer = peerFields("network.flows: to", flow.to, self);
    return { ...(peer === undefined ? {} : { to: [peer] }), ...portFields(flow, flow.to) };
  });
  if (flows.some(({ to, ports }) => "everything" in to && ports === "all")) return rules;
  const toDns = peerFields("network.dns", { namespace, pods }, self) ?? {};
  const query = (protocol: "TCP" | "UDP"): PortFields => ({ protocol, port: dnsPort });
  return [{ to: [toDns], ports: [query("UDP"), query("TCP")] }, ...rules];
}

function peerFields(path: string, peer: Peer, self: WorkloadIdentity): PeerFields | undefined {
  if ("everything" in peer) return undefined;
  if ("cidr" in peer) return { ipBlock: ipBlock(path, peer) };
  if ("workload" in peer) {
    const { namespace } = peer.workload;
    const pods = { podSelector: matchLabels(`${path}.workload.selector`, groupOf(peer.workload)) };
    return namespace === self.namespace ? pods : { namespaceSelector: namespaceNamed(path, namespace), ...pods };
  }
  const pods = peer.pods === undefined ? {} : { podSelector: matchLabels(`${path}.pods`, peer.pods) };
  return "namespace" in peer
    ? { namespaceSelector: namespaceNamed(path, peer.namespace), ...pods }
    : { namespaceSelector: matchLabels(`${path}.namespaceLabels`, peer.namespaceLabels), ...pods };
}

function ipBlock(
  path: string,
  { cidr, except = [], exemption }: Extract<Peer, { cidr: string }>,
): NonNullable<PeerFields["ipBlock"]> {
  const block = at(`${path}.cidr`, () => parseCidr(cidr));
  if (isEverywhere(block) && exemption === undefined) {
    const remedy = "name the blocks, or the id of an entry in policies/exemptions.yaml (R-25)";
    throw new ArgumentError(`${path}.cidr`, `"${cidr}"`, "a part of the address space", remedy);
  }
  const holes = except.map((hole, index) => {
    const inner = at(`${path}.except[${index}]`, () => parseCidr(hole));
    if (!cidrContains(block, inner) || inner.prefixLength === block.prefixLength) {
      throw new ArgumentError(
        `${path}.except[${index}]`,
        `"${hole}"`,
        `a part of ${block.text}`,
        "remove or correct it",
      );
    }
    return inner.text;
  });
  return { cidr: block.text, ...(holes.length === 0 ? {} : { except: holes }) };
}

function portFields({ ports }: Flow, peer: Peer): { ports?: PortFields[] } {
  if (ports === "all") {
    if ("everything" in peer) return {};
    const remedy = "name the ports that the flow needs";
    throw new ArgumentError("network.flows: ports", '"all"', "a list of ports, except towards everything", remedy);
  }
  if (ports.length === 0) {
    throw new ArgumentError(
      "network.flows: ports",
      "an empty list",
      "at least one port",
      "an empty list would mean all",
    );
  }
  return { ports: ports.map(portField) };
}

function portField({ name, number, protocol = "TCP" }: Port): PortFields {
  return { protocol, port: wholeNumber(`network.flows: port ${name}`, number, 1, 65_535) };
}

function peerExemptions(peer: Peer): string[] {
  if ("everything" in peer) return [peer.everything.exemption];
  return "cidr" in peer && peer.exemption !== undefined ? [peer.exemption] : [];
}

function namespaceNamed(path: string, name: string): { matchLabels: Record<string, string> } {
  return { matchLabels: { [namespaceNameLabel]: at(`${path}.namespace`, () => parseDnsLabel(name)) } };
}

function matchLabels(path: string, labels: Labels): { matchLabels: Record<string, string> } {
  if (Object.keys(labels).length === 0) {
    throw new ArgumentError(
      path,
      "an empty selector, which selects everything",
      "at least one label",
      "name labels (R-26)",
    );
  }
  return { matchLabels: checkedLabels(path, labels) };
}
