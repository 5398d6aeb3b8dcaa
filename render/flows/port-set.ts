/** Sets of ports, exact for all 65,535 of each protocol. */

export const PROTOCOLS = ["TCP", "UDP", "SCTP"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Ports of one protocol, both ends included. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** Disjoint ranges with gaps between them, in the order of protocol and number: equal sets are equal lists. */
export type PortSet = readonly PortRange[];

const LAST_PORT = 65_535;

export const NO_PORTS: PortSet = [];
/** Every port of every protocol. */
export const ALL_PORTS: PortSet = PROTOCOLS.map((protocol) => allOf(protocol));

/** Every port of one protocol. */
export function allOf(protocol: Protocol): PortRange {
  return { protocol, first: 1, last: LAST_PORT };
}

/** The set of all ports in any of these ranges, which may overlap. */
export function portSet(ranges: Iterable<PortRange>): PortSet {
  const sorted = [...ranges]
    .filter(({ first, last }) => first <= last)
    .sort((a, b) => PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) || a.first - b.first);
  const merged: PortRange[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before?.protocol === range.protocol && range.first <= before.last + 1) {
      merged[merged.length - 1] = { ...before, last: Math.max(before.last, range.last) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** The ports that are in both sets. */
export function intersection(one: PortSet, other: PortSet): PortSet {
  return portSet(
    one.flatMap(({ protocol, first, last }) =>
      other
        .filter((range) => range.protocol === protocol)
        .map((range) => ({ protocol, first: Math.max(first, range.first), last: Math.min(last, range.last) })),
    ),
  );
}

/** Whether one port is in a set. */
export function includesPort(set: PortSet, protocol: Protocol, port: number): boolean {
  return set.some((range) => range.protocol === protocol && range.first <= port && port <= range.last);
}

/** Whether two sets hold the same ports. */
export function samePorts(one: PortSet, other: PortSet): boolean {
  return describePorts(one) === describePorts(other);
}

/** A set for people: `TCP 15020, 15090; UDP 53`, `all ports`, `no port`. */
export function describePorts(set: PortSet): string {
  const parts = PROTOCOLS.flatMap((protocol) => {
    const ranges = set.filter((range) => range.protocol === protocol);
    if (ranges.length === 0) return [];
    return [ranges.some(isWhole) ? `all ${protocol}` : `${protocol} ${ranges.map(describeRange).join(", ")}`];
  });
  if (parts.length === 0) return "no port";
  return parts.length === PROTOCOLS.length && set.every(isWhole) ? "all ports" : parts.join("; ");
}

function describeRange({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}–${last}`;
}

function isWhole({ first, last }: PortRange): boolean {
  return first === 1 && last === LAST_PORT;
}
