import type { CustomFields } from "../custom-resources";
import { groupOf, type Labels, type WorkloadIdentity } from "../types";
import { tcpPorts } from "./authorization-policy";
import { isWorkload, type Flow } from "./flow";
import { checkedLabels, metadata } from "./metadata";

/**
 * The exception for ports that clients without a mesh identity use, where the namespace is strict (R-29, G-28): these
 * ports take plain text beside mutual TLS, all others stay strict. Nothing where no inward flow asks for it.
 */
export function plaintextPorts(
  identity: WorkloadIdentity,
  flows: readonly Flow[],
  labels: Labels = {},
): CustomFields<"PeerAuthentication"> | undefined {
  const open = flows.filter(({ to, plaintext }) => plaintext === true && isWorkload(to, identity));
  const numbers = [...new Set(open.flatMap(tcpPorts).map(({ number }) => number))];
  if (numbers.length === 0) return undefined;
  return {
    metadata: metadata(identity, { name: identity.name, labels }),
    spec: {
      selector: { matchLabels: checkedLabels("selector", groupOf(identity)) },
      mtls: { mode: "STRICT" },
      portLevelMtls: Object.fromEntries(numbers.map((number) => [String(number), { mode: "PERMISSIVE" }])),
    },
  };
}
