import type { CustomFields } from "../custom-resources";
import type { Labels, WorkloadIdentity } from "../types";
import { wholeNumber } from "../argument-error";
import { checkedHosts } from "./hosts";
import { metadata } from "./metadata";

/** A server outside the cluster that pods of the mesh call (C-15). */
export interface ExternalHostSettings {
  /** Name of the ServiceEntry. */
  readonly name: string;
  /** DNS names, no wildcards. */
  readonly hosts: readonly string[];
  /** Port; the pods speak TLS to it themselves. Default: 443. */
  readonly port?: number;
}

/**
 * An Istio ServiceEntry: the sidecars of this namespace, and no others, know the host by name. It opens nothing: what pods
 * may reach is the NetworkPolicies' to say.
 * @throws ArgumentError for empty, repeated, malformed and wildcard hosts and a port that is none.
 */
export function externalHost(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  { name, hosts, port = 443 }: ExternalHostSettings,
  labels: Labels = {},
): CustomFields<"ServiceEntry"> {
  return {
    metadata: metadata(identity, { name, labels }),
    spec: {
      hosts: checkedHosts("hosts", hosts),
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: wholeNumber("port", port, 1, 65_535), name: "tls", protocol: "TLS" }],
      exportTo: ["."],
    },
  };
}
