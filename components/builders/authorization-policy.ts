import { parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import { groupOf, type Labels, type Port, type WorkloadIdentity } from "../types";
import { isWorkload, type Flow, type Peer } from "./flow";
import type { Mesh } from "./mesh";
import { checkedLabels, metadata } from "./metadata";

type Rule = NonNullable<CustomFields<"AuthorizationPolicy">["spec"]["rules"]>[number];
type Source = NonNullable<NonNullable<Rule["from"]>[number]["source"]>;

/**
 * The policy by which the mesh admits to a workload only the identities of its flows' `from` sides, each to its ports
 * (G-28). Without inward flows it has no rule and admits nobody (Istio, Authorization Policy: rules). Ports of the
 * proxies are not intercepted, so that they need no rule.
 * @param flows as declared, without those of the mesh; others' flows are ignored.
 * @throws ArgumentError for a `from` side that no identity stands for, and for what the mesh cannot tell.
 */
export function authorizationPolicy(
  identity: WorkloadIdentity,
  mesh: Mesh,
  flows: readonly Flow[],
  labels: Labels = {},
): CustomFields<"AuthorizationPolicy"> {
  const rules = flows.filter(({ to }) => isWorkload(to, identity)).flatMap((flow) => rule(flow, mesh));
  return {
    metadata: metadata(identity, { name: identity.name, labels }),
    spec: {
      selector: { matchLabels: checkedLabels("selector", groupOf(identity)) },
      action: "ALLOW",
      ...(rules.length === 0 ? {} : { rules }),
    },
  };
}

/** TCP ports of a flow: the mesh carries nothing else. */
export function tcpPorts({ ports }: Flow): readonly Port[] {
  return ports === "all" ? [] : ports.filter(({ protocol = "TCP" }) => protocol === "TCP");
}

function rule(flow: Flow, mesh: Mesh): Rule[] {
  const ports = tcpPorts(flow).map(({ number }) => String(number));
  if (ports.length === 0) return [];
  const from = flow.plaintext === true ? {} : { from: [{ source: sourceOf(flow.from, mesh) }] };
  const to = [{ operation: { ports, ...pathFields(flow.paths, mesh) } }];
  return [{ ...from, to }];
}

function sourceOf(peer: Peer, { trustDomain = "cluster.local" }: Mesh): Source {
  const domain = at("network.mesh.trustDomain", () => parseDnsSubdomain(trustDomain));
  const path = "network.flows: from";
  const principal = (namespace: string, account: string): Source => {
    const place = at(`${path}.namespace`, () => parseDnsLabel(namespace));
    return {
      principals: [`${domain}/ns/${place}/sa/${at(`${path}.serviceAccount`, () => parseDnsSubdomain(account))}`],
    };
  };
  if ("workload" in peer) {
    const { name, namespace, serviceAccount = name } = peer.workload;
    return principal(namespace, serviceAccount);
  }
  if ("namespace" in peer) {
    return peer.serviceAccount === undefined
      ? { namespaces: [at(`${path}.namespace`, () => parseDnsLabel(peer.namespace))] }
      : principal(peer.namespace, peer.serviceAccount);
  }
  const remedy = "name the workload or its namespace, or say plaintext: true if it is outside the mesh (G-28)";
  throw new ArgumentError(path, JSON.stringify(peer), "a peer with an identity in the mesh", remedy);
}

function pathFields(paths: readonly string[] | undefined, mesh: Mesh): { paths?: string[] } {
  if (paths === undefined) return {};
  const path = "network.flows: paths";
  if (mesh.mode === "ambient") {
    // The node's proxy cannot read HTTP; given a rule with paths, it drops everything.
    throw new ArgumentError(path, JSON.stringify(paths), "no paths in ambient mode", "leave paths out");
  }
  const bad = paths.find((each) => !each.startsWith("/"));
  if (paths.length === 0 || bad !== undefined) {
    throw new ArgumentError(path, JSON.stringify(paths), "paths that begin with a slash", "name the paths");
  }
  return { paths: [...paths] };
}
