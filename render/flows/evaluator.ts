/**
 * NetworkPolicies as Kubernetes defines their effect (Kubernetes, Network Policies). What the definition leaves to the
 * network plugin is taken at its widest: an address block also admits the pods whose addresses lie in it. Connections of
 * a pod to itself and of the node to its pods are always open and are not asked here.
 */
import { cidrContains, parseCidr } from "../../config/primitives/cidr";
import type { NetworkPolicy, PolicyPeer, PolicyPort, Rule } from "./network-policy";
import {
  ALL_PORTS,
  NO_PORTS,
  allOf,
  intersection,
  portSet,
  type PortRange,
  type PortSet,
  type Protocol,
} from "./port-set";
import { selects, type Labels } from "./selector";

/** A pod, as far as policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** Ports by name, which rules may refer to. */
  readonly ports: readonly {
    readonly name?: string | undefined;
    readonly number: number;
    readonly protocol: Protocol;
  }[];
  /** IP addresses. Empty: in no block. */
  readonly addresses: readonly string[];
}

/** Something outside the cluster, known by its IP addresses alone. */
export interface Outsider {
  readonly addresses: readonly string[];
}

/** One end of a connection. */
export type Endpoint = Pod | Outsider;

export type Direction = "ingress" | "egress";

/** What all policies together say of one direction at one end. */
export interface Decision {
  /** No policy speaks of the direction: everything passes. */
  readonly isOpen: boolean;
  /** The ports that pass. */
  readonly ports: PortSet;
  /** The policies that let something pass. */
  readonly by: readonly NetworkPolicy[];
}

/** What passes from one end to the other, and what each end says. */
export interface Connection {
  readonly ports: PortSet;
  readonly egress: Decision;
  readonly ingress: Decision;
}

/** The ports at which `to` can be reached from `from`: those that both ends let pass. */
export function connection(policies: readonly NetworkPolicy[], from: Endpoint, to: Endpoint): Connection {
  const egress = decide(policies, "egress", from, to);
  const ingress = decide(policies, "ingress", to, from);
  return { ports: intersection(egress.ports, ingress.ports), egress, ingress };
}

/** Whether any policy speaks of this direction for the pod. */
export function isIsolated(policies: readonly NetworkPolicy[], direction: Direction, pod: Pod): boolean {
  return policies.some((policy) => speaksOf(policy, direction, pod));
}

function decide(policies: readonly NetworkPolicy[], direction: Direction, self: Endpoint, other: Endpoint): Decision {
  const speaking = isPod(self) ? policies.filter((policy) => speaksOf(policy, direction, self)) : [];
  if (speaking.length === 0) return { isOpen: true, ports: ALL_PORTS, by: [] };
  const receiver = direction === "ingress" ? self : other;
  const allowed = speaking.map((policy) => ({ policy, ports: passing(policy, direction, other, receiver) }));
  return {
    isOpen: false,
    ports: portSet(allowed.flatMap(({ ports }) => ports)),
    by: allowed.filter(({ ports }) => ports.length > 0).map(({ policy }) => policy),
  };
}

/** Whether a policy selects a pod. */
export function selectsPod({ namespace, pods }: NetworkPolicy, pod: Pod): boolean {
  return namespace === pod.namespace && selects(pods, pod.labels);
}

function speaksOf(policy: NetworkPolicy, direction: Direction, pod: Pod): boolean {
  return policy[direction] !== undefined && selectsPod(policy, pod);
}

function passing(policy: NetworkPolicy, direction: Direction, other: Endpoint, receiver: Endpoint): PortSet {
  return (policy[direction] ?? []).flatMap((rule) =>
    admits(rule, policy.namespace, other) ? portsOf(rule, receiver) : NO_PORTS,
  );
}

function admits({ peers }: Rule, namespace: string, other: Endpoint): boolean {
  return peers === undefined || peers.some((peer) => isPeer(peer, namespace, other));
}

function isPeer(peer: PolicyPeer, namespace: string, other: Endpoint): boolean {
  if ("cidr" in peer) return other.addresses.some((address) => isWithin(address, peer));
  if (!isPod(other)) return false;
  const inNamespace =
    peer.namespaces === undefined ? other.namespace === namespace : selects(peer.namespaces, other.namespaceLabels);
  return inNamespace && selects(peer.pods ?? {}, other.labels);
}

/** Whether an address lies in a block and in none of its exceptions. */
export function isWithin(address: string, { cidr, except }: { cidr: string; except: readonly string[] }): boolean {
  const one = parseCidr(`${address}/${address.includes(":") ? 128 : 32}`);
  const contains = (block: string): boolean => cidrContains(parseCidr(block), one);
  return contains(cidr) && !except.some(contains);
}

function portsOf({ ports }: Rule, receiver: Endpoint): PortSet {
  return ports === undefined ? ALL_PORTS : ports.flatMap((port) => rangesOf(port, receiver));
}

/** A name stands for the receiving pod's ports of that name; outside the cluster ports have no names. */
function rangesOf({ protocol, port, endPort }: PolicyPort, receiver: Endpoint): readonly PortRange[] {
  if (port === undefined) return [allOf(protocol)];
  if (typeof port === "number") return [{ protocol, first: port, last: endPort ?? port }];
  return (isPod(receiver) ? receiver.ports : [])
    .filter((candidate) => candidate.name === port && candidate.protocol === protocol)
    .map(({ number }) => ({ protocol, first: number, last: number }));
}

export function isPod(endpoint: Endpoint): endpoint is Pod {
  return "labels" in endpoint;
}
