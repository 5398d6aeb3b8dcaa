import { parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { Labels, WorkloadIdentity } from "../types";
import { checkedHosts } from "./hosts";
import { checkedLabels, metadata } from "./metadata";

/** Where traffic from outside enters a mesh. TLS is not optional. */
export interface GatewaySettings {
  readonly name: string;
  /** Public DNS names, no wildcards. */
  readonly hosts: readonly string[];
  /** Secret of type kubernetes.io/tls in the namespace of the gateway pods (G-13). */
  readonly tlsSecretName: string;
  /** Oldest TLS version that is accepted. Default: TLSV1_2, which no setting goes below (G-50). */
  readonly minProtocolVersion?: "TLSV1_2" | "TLSV1_3" | undefined;
  /** Port 80 answers with a redirect to HTTPS. Default: false, port 80 is not served at all (G-50). */
  readonly redirectHttp?: boolean | undefined;
  /** Labels of the gateway pods. Default: `istio: ingressgateway` (SPEC 1.2.10). */
  readonly selector?: Labels | undefined;
}

/**
 * An Istio Gateway that ends TLS on port 443 (SPEC 1.2.10, R-30).
 * @throws ArgumentError for a malformed name of the TLS Secret, empty, repeated, malformed and wildcard hosts, and
 * for an empty selector.
 */
export function meshGateway(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  settings: GatewaySettings,
  labels: Labels = {},
): CustomFields<"Gateway"> {
  const { name, minProtocolVersion = "TLSV1_2", redirectHttp = false } = settings;
  const hosts = checkedHosts("hosts", settings.hosts);
  const selector = checkedLabels("selector", settings.selector ?? { istio: "ingressgateway" });
  if (Object.keys(selector).length === 0) {
    // Istio would apply the Gateway to every gateway pod of the cluster.
    throw new ArgumentError("selector", "an empty selector", "at least one label", "name labels of the gateway pods");
  }
  return {
    metadata: metadata(identity, { name, labels }),
    spec: {
      selector,
      servers: [
        {
          port: { number: 443, name: "https", protocol: "HTTPS" },
          tls: {
            mode: "SIMPLE",
            credentialName: at("tls.secretName", () => parseDnsSubdomain(settings.tlsSecretName)),
            minProtocolVersion,
          },
          hosts,
        },
        ...(redirectHttp
          ? [{ port: { number: 80, name: "http", protocol: "HTTP" }, tls: { httpsRedirect: true }, hosts: [...hosts] }]
          : []),
      ],
    },
  };
}
