import type { CustomFields } from "../custom-resources";
import { groupOf, type Labels, type WorkloadIdentity } from "../types";
import { metadata } from "./metadata";
import { scraped, scrapeFields, targetSelector, type Scrape } from "./scrape";

/** What one PodMonitor does: it scrapes pods that no Service stands in front of, or ports that no Service has. */
export interface PodMonitorSettings {
  readonly name: string;
  /** Labels of the pods. Default: those of the workload and its canary. */
  readonly pods?: Labels;
  readonly endpoints: readonly Scrape[];
}

/**
 * A PodMonitor for pods of the workload's own namespace.
 * @param instanceLabels by which the Prometheus instance selects its monitors (G-48).
 * @throws ArgumentError for no endpoint, an empty selector, and what {@link scrapeFields} refuses.
 */
export function podMonitor(
  identity: WorkloadIdentity,
  { name, pods = groupOf(identity), endpoints }: PodMonitorSettings,
  instanceLabels: Labels,
): CustomFields<"PodMonitor"> {
  return {
    metadata: metadata(identity, { name, labels: { ...groupOf(identity), ...instanceLabels } }),
    spec: {
      selector: { matchLabels: targetSelector("pods", pods) },
      podMetricsEndpoints: scraped(endpoints).map((scrape, index) => scrapeFields(`endpoints[${index}]`, scrape)),
    },
  };
}
