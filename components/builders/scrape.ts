import { parsePortName } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { Labels, Port } from "../types";
import { checkedLabels } from "./metadata";
import { positiveDuration, prometheusMilliseconds, type PrometheusDuration } from "./prometheus-duration";

/** What Prometheus fetches from one port of each target. */
export interface Scrape {
  /** The port by name: of the Service for a ServiceMonitor, of the container for a PodMonitor. */
  readonly port: Pick<Port, "name">;
  /** Begins with a slash. Default: `/metrics`. */
  readonly path?: string;
  /** Time between two scrapes. Default: `30s` (SPEC 1.2.12). */
  readonly interval?: PrometheusDuration;
  /** How long one scrape may take, at most the interval. Default: the Prometheus instance's. */
  readonly timeout?: PrometheusDuration;
}

/** A scrape as ServiceMonitor and PodMonitor both take it. */
export interface ScrapeFields {
  port: string;
  path: string;
  interval: string;
  scrapeTimeout?: string;
}

/**
 * One endpoint of a monitor.
 * @throws ArgumentError for a malformed port name, a path without a slash, and a timeout above the interval, for which
 * the operator leaves the whole monitor out.
 */
export function scrapeFields(
  path: string,
  { port, path: urlPath = "/metrics", interval, timeout }: Scrape,
): ScrapeFields {
  const every = positiveDuration(`${path}.interval`, interval ?? "30s");
  if (!/^\/[^\s?#]*$/.test(urlPath)) {
    throw new ArgumentError(`${path}.path`, JSON.stringify(urlPath), "a path that begins with /", "correct the path");
  }
  return {
    port: at(`${path}.port`, () => parsePortName(port.name)),
    path: urlPath,
    interval: every,
    ...(timeout === undefined ? {} : { scrapeTimeout: checkedTimeout(`${path}.timeout`, timeout, every) }),
  };
}

/** @throws ArgumentError for a monitor without an endpoint. */
export function scraped<Endpoint extends Scrape>(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  if (endpoints.length === 0) {
    const remedy = "name a port that is scraped, or leave the monitor out";
    throw new ArgumentError("endpoints", "an empty list", "at least one endpoint", remedy);
  }
  return endpoints;
}

/** @throws ArgumentError for an empty selector, with which every target of the namespace would be scraped. */
export function targetSelector(path: string, labels: Labels): Record<string, string> {
  if (Object.keys(labels).length === 0) {
    throw new ArgumentError(path, "an empty selector, which selects everything", "at least one label", "name labels");
  }
  return checkedLabels(path, labels);
}

function checkedTimeout(path: string, timeout: string, interval: string): string {
  positiveDuration(path, timeout);
  if (prometheusMilliseconds(path, timeout) > prometheusMilliseconds(path, interval)) {
    const allowed = `at most the interval ${JSON.stringify(interval)}`;
    throw new ArgumentError(path, JSON.stringify(timeout), allowed, "shorten the timeout or scrape less often");
  }
  return timeout;
}
