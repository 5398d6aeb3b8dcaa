import { isIPv4, isIPv6 } from "node:net";
import { InvalidValue } from "./invalid";

/** A block of IP addresses. */
export interface Cidr {
  /** Canonical: network address and prefix length. */
  readonly text: string;
  readonly family: 4 | 6;
  /** The network address as a number. */
  readonly network: bigint;
  readonly prefixLength: number;
}

/**
 * Reads an IPv4 or IPv6 block as a NetworkPolicy takes it.
 * @throws InvalidValue for a bare address, a wrong prefix, bits behind the prefix, or an IPv4 address in IPv6 form.
 */
export function parseCidr(text: string): Cidr {
  const [address = "", prefix = "", ...rest] = text.split("/");
  const family = isIPv4(address)
    ? 4
    : isIPv6(address) && !address.includes(".") && !address.includes("%")
      ? 6
      : undefined;
  const bits = family === 4 ? 32 : 128;
  if (family === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits) {
    throw new InvalidValue(
      text,
      "a network address, a slash and the prefix length (0 to 32 for IPv4, 0 to 128 for IPv6)",
      'write for example "10.20.0.0/16", or "203.0.113.7/32" for one address',
    );
  }
  const prefixLength = Number(prefix);
  const given = family === 4 ? numberOfIPv4(address) : numberOfIPv6(address);
  const hostBits = BigInt(bits - prefixLength);
  const network = (given >> hostBits) << hostBits;
  const canonical = `${addressText(family, network)}/${prefixLength}`;
  if (network !== given) {
    throw new InvalidValue(text, "a network address whose bits behind the prefix are zero", `write "${canonical}"`);
  }
  return { text: canonical, family, network, prefixLength };
}

/** Whether every address of `inner` lies in `outer`. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family || outer.prefixLength > inner.prefixLength) return false;
  const hostBits = BigInt((outer.family === 4 ? 32 : 128) - outer.prefixLength);
  return outer.network >> hostBits === inner.network >> hostBits;
}

/** An address as text. */
export function addressText(family: Cidr["family"], value: bigint): string {
  return family === 4 ? textOfIPv4(value) : textOfIPv6(value);
}

/** Whether the block is the whole address space of its family. */
export function isEverywhere(cidr: Cidr): boolean {
  return cidr.prefixLength === 0;
}

function numberOfIPv4(address: string): bigint {
  return address.split(".").reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
}

function textOfIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
}

function numberOfIPv6(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const groupsOf = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  const middle = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...middle, ...right].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** The platform's own URL parser writes IPv6 in the form of RFC 5952. */
function textOfIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
