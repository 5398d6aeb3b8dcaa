/** Who is known by addresses alone: the internet, the cloud's metadata service, and every block that a policy names. */
import { addressText, isEverywhere, parseCidr } from "../../config/primitives/cidr";
import type { Actor } from "./actors";
import { isWithin } from "./evaluator";
import type { NetworkPolicy } from "./network-policy";

interface Block {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** Id of the internet. */
export const INTERNET = "internet";
/** Id of the cloud's metadata service, which answers every pod of a node unless a policy stops it. */
export const METADATA = "metadata";
const METADATA_ADDRESS = "169.254.169.254";
/** Addresses that stand for the internet: the ranges kept for documentation (RFC 5737, RFC 3849), which nobody runs in. */
const PUBLIC = { 4: ["198.51.100.10", "203.0.113.10", "192.0.2.10"], 6: ["2001:db8::10"] } as const;

const names: Readonly<Record<string, string>> = { "169.254.7.127/32": "kubelet's probes (ambient mesh)" };

/** The actors outside the cluster; a block is represented by its first address that is no exception. */
export function addressActors(policies: readonly NetworkPolicy[]): Actor[] {
  const all = distinctBlocks(policies);
  const narrow = all.filter(({ cidr }) => !isEverywhere(parseCidr(cidr)));
  const internet = ([4, 6] as const).flatMap(
    (family) => PUBLIC[family].find((address) => !narrow.some((block) => isWithin(address, block))) ?? [],
  );
  return [
    actor(INTERNET, "the internet", internet),
    actor(METADATA, `cloud metadata ${METADATA_ADDRESS}`, [METADATA_ADDRESS]),
    ...narrow.flatMap((block) => {
      const text = describe(block);
      const first = firstAddress(block);
      return first === undefined ? [] : [actor(text, names[text] ?? text, [first])];
    }),
  ];
}

function actor(id: string, title: string, addresses: readonly string[]): Actor {
  return { id, title, place: "", role: "addresses", isInside: false, endpoint: { addresses } };
}

function distinctBlocks(policies: readonly NetworkPolicy[]): Block[] {
  const rules = policies.flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress]);
  const blocks = rules.flatMap(({ peers = [] }) => peers.flatMap((peer) => ("cidr" in peer ? [peer] : [])));
  return [...new Map(blocks.map((block) => [describe(block), block])).values()].sort((a, b) =>
    describe(a) < describe(b) ? -1 : 1,
  );
}

function describe({ cidr, except }: Block): string {
  return except.length === 0 ? cidr : `${cidr} without ${except.join(", ")}`;
}

/** Undefined when the exceptions leave nothing. */
function firstAddress(block: Block): string | undefined {
  const { family, network } = parseCidr(block.cidr);
  const behind = block.except.map((hole) => {
    const { network: start, prefixLength } = parseCidr(hole);
    return start + (1n << BigInt((family === 4 ? 32 : 128) - prefixLength));
  });
  const last = (1n << (family === 4 ? 32n : 128n)) - 1n;
  return [network, ...behind]
    .filter((value) => value <= last)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((value) => addressText(family, value))
    .find((address) => isWithin(address, block));
}
