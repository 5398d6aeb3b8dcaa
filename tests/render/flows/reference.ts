/**
 * What NetworkPolicies mean, a second time: one question at a time, over the objects as they are written, and sharing
 * nothing with render/flows. Slow and plain, so that a difference is a finding.
 */

/** A pod, or (without labels) something outside the cluster. */
export interface Party {
  readonly namespace?: string;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly name?: string | undefined;
    readonly number: number;
    readonly protocol: string;
  }[];
  readonly address: string;
}

/** A selector as it is written. */
export interface WrittenSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
/** A peer as it is written. */
export interface WrittenPeer {
  podSelector?: WrittenSelector;
  namespaceSelector?: WrittenSelector;
  ipBlock?: { cidr: string; except?: string[] };
}
/** A port as it is written. */
export interface WrittenPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}
/** A NetworkPolicy as it is written. */
export interface WrittenPolicy {
  metadata: { name: string; namespace: string };
  spec: {
    podSelector?: WrittenSelector;
    policyTypes?: string[];
    ingress?: { from?: WrittenPeer[]; ports?: WrittenPort[] }[];
    egress?: { to?: WrittenPeer[]; ports?: WrittenPort[] }[];
  };
}

/** Whether one connection is let through. */
export function isLetThrough(
  policies: readonly WrittenPolicy[],
  from: Party,
  to: Party,
  protocol: string,
  port: number,
): boolean {
  const out = policies.filter((policy) => concerns(policy, from) && speaks(policy, "Egress"));
  const into = policies.filter((policy) => concerns(policy, to) && speaks(policy, "Ingress"));
  const passesOut = (policy: WrittenPolicy): boolean =>
    listed(policy.spec.egress).some(
      (rule) => peersHave(rule.to, policy, to) && portsHave(rule.ports, to, protocol, port),
    );
  const passesIn = (policy: WrittenPolicy): boolean =>
    listed(policy.spec.ingress).some(
      (rule) => peersHave(rule.from, policy, from) && portsHave(rule.ports, to, protocol, port),
    );
  return (out.length === 0 || out.some(passesOut)) && (into.length === 0 || into.some(passesIn));
}

function listed<T>(list: readonly T[] | undefined): readonly T[] {
  return list === undefined ? [] : list;
}

function concerns({ metadata, spec }: WrittenPolicy, party: Party): boolean {
  return party.labels !== undefined && party.namespace === metadata.namespace && picks(spec.podSelector, party.labels);
}

function speaks({ spec }: WrittenPolicy, type: string): boolean {
  const types = listed(spec.policyTypes);
  if (types.length > 0) return types.indexOf(type) >= 0;
  return type === "Ingress" ? true : listed(spec.egress).length > 0;
}

function peersHave(peers: readonly WrittenPeer[] | undefined, policy: WrittenPolicy, party: Party): boolean {
  if (listed(peers).length === 0) return true;
  for (const { podSelector, namespaceSelector, ipBlock } of listed(peers)) {
    if (ipBlock !== undefined) {
      const excepted = listed(ipBlock.except).some((hole) => covers(hole, party.address));
      if (covers(ipBlock.cidr, party.address) && !excepted) return true;
    } else if (party.labels !== undefined) {
      const near = namespaceSelector === undefined && party.namespace === policy.metadata.namespace;
      const far = namespaceSelector !== undefined && picks(namespaceSelector, party.namespaceLabels ?? {});
      if ((near || far) && (podSelector === undefined || picks(podSelector, party.labels))) return true;
    }
  }
  return false;
}

function portsHave(
  ports: readonly WrittenPort[] | undefined,
  receiver: Party,
  protocol: string,
  number: number,
): boolean {
  if (listed(ports).length === 0) return true;
  return listed(ports).some((each) => {
    if ((each.protocol ?? "TCP") !== protocol) return false;
    if (each.port === undefined) return true;
    if (typeof each.port === "string") {
      return listed(receiver.ports).some(
        (known) => known.name === each.port && known.protocol === protocol && known.number === number,
      );
    }
    return number >= each.port && number <= (each.endPort ?? each.port);
  });
}

function picks(selector: WrittenSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const carried = new Map(Object.entries(labels));
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) if (carried.get(key) !== value) return false;
  for (const { key, operator, values = [] } of selector?.matchExpressions ?? []) {
    const isListed = carried.has(key) && values.includes(carried.get(key) ?? "");
    if (operator === "In" && !isListed) return false;
    if (operator === "NotIn" && isListed) return false;
    if (operator === "Exists" && !carried.has(key)) return false;
    if (operator === "DoesNotExist" && carried.has(key)) return false;
  }
  return true;
}

/** IPv4, by comparing the bits as text. */
function covers(block: string, address: string): boolean {
  const [network = "", length = "0"] = block.split("/");
  return bits(network).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}

function bits(address: string): string {
  return address
    .split(".")
    .map((byte) => Number(byte).toString(2).padStart(8, "0"))
    .join("");
}
