import { ArgumentError } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import { groupOf, type Labels, type WorkloadIdentity } from "../types";
import { metadata } from "./metadata";
import { scraped, scrapeFields, targetSelector, type Scrape } from "./scrape";

/** A scrape through a Service. */
export interface ServiceScrape extends Scrape {
  /**
   * Folder in which the Prometheus container finds its certificates of the mesh (`root-cert.pem`, `cert-chain.pem`,
   * `key.pem`): without them a port behind strict mTLS cannot be scraped (G-28). Default: plain HTTP.
   */
  readonly meshCertificates?: string;
}

/** What one ServiceMonitor does. */
export interface ServiceMonitorSettings {
  readonly name: string;
  /** Labels of the Services whose endpoints are scraped. Default: those of the workload and its canary, which their Services carry. */
  readonly services?: Labels;
  readonly endpoints: readonly ServiceScrape[];
}

/**
 * A ServiceMonitor for Services of the workload's own namespace.
 * @param instanceLabels by which the Prometheus instance selects its monitors (G-48).
 * @throws ArgumentError for no endpoint, an empty selector, and what {@link scrapeFields} refuses.
 */
export function serviceMonitor(
  identity: WorkloadIdentity,
  { name, services = groupOf(identity), endpoints }: ServiceMonitorSettings,
  instanceLabels: Labels,
): CustomFields<"ServiceMonitor"> {
  return {
    metadata: metadata(identity, { name, labels: { ...groupOf(identity), ...instanceLabels } }),
    spec: {
      selector: { matchLabels: targetSelector("services", services) },
      endpoints: scraped(endpoints).map(({ meshCertificates, ...scrape }, index) => ({
        ...scrapeFields(`endpoints[${index}]`, scrape),
        ...(meshCertificates === undefined ? {} : meshTls(`endpoints[${index}].meshCertificates`, meshCertificates)),
      })),
    },
  };
}

/**
 * Istio, Integrations: Prometheus, TLS settings. The server's certificate names an identity and no host, which Prometheus
 * cannot check; the mesh checks the identity of Prometheus.
 */
function meshTls(
  path: string,
  folder: string,
): Pick<CustomFields<"ServiceMonitor">["spec"]["endpoints"][number], "scheme" | "tlsConfig"> {
  if (!/^(?:\/[^/\s]+)+$/.test(folder)) {
    throw new ArgumentError(path, JSON.stringify(folder), "an absolute path without a slash at its end", "correct it");
  }
  return {
    scheme: "https",
    tlsConfig: {
      caFile: `${folder}/root-cert.pem`,
      certFile: `${folder}/cert-chain.pem`,
      keyFile: `${folder}/key.pem`,
      insecureSkipVerify: true,
    },
  };
}
