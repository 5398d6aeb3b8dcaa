import { parseDuration, type Duration } from "../../config/primitives/duration";
import { parseHost } from "../../config/primitives/host";
import { parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { Specs } from "../custom-resources/kinds";
import type { Labels, WorkloadIdentity } from "../types";
import { checkedHosts } from "./hosts";
import { metadata } from "./metadata";

/** A Service that requests go to. */
export interface Destination {
  /** Name of a Service in the namespace of the routes, or its full DNS name. */
  readonly host: string;
  /** Port of the Service, not of the pods. */
  readonly port: number;
}

/** A Service that takes a part of the requests. */
export interface WeightedDestination extends Destination {
  /** Part of the requests in percent, from 0 to 100. */
  readonly weight: number;
}

/** How failed requests are tried again. A request that must not run twice has no place here. */
export interface Retries {
  /** Tries besides the first, from 0 to 10: more would multiply the load of an outage. */
  readonly attempts: number;
  /** Greatest time of one try, the first included. */
  readonly perTryTimeout: Duration;
  /** Failures that are tried again, as Envoy names them (`x-envoy-retry-on`). Default: Istio's own list. */
  readonly retryOn?: readonly string[];
}

/** Where requests go whose path begins with one of some prefixes. */
export interface Route {
  /**
   * Beginnings of the path, compared as text: `/api` also takes `/apiary`. Default: `/api` (SPEC 1.2.10). `/` takes every
   * path, and only inside the mesh: a gateway would publish the metrics.
   */
  readonly prefixes?: readonly string[];
  /** Those of the gateways that the route is for. Default: all of them. */
  readonly gateways?: readonly string[];
  /** One Service, or several whose weights add up to 100. */
  readonly to: Destination | readonly WeightedDestination[];
  /** Greatest time of a request with all its tries; "none" for streams. Default: 30s, as in SPEC 1.2.10. */
  readonly timeout?: Duration | "none";
  /** Default: Istio's own, two more tries for requests that reached no server. */
  readonly retries?: Retries;
}

/** What one VirtualService says. */
export interface RoutesSettings {
  readonly name: string;
  /** DNS names that the routes are for, no wildcards. */
  readonly hosts: readonly string[];
  /** Gateways as `name` or `namespace/name`; `mesh` stands for all sidecars (C-30). */
  readonly gateways: readonly string[];
  /** The first that matches decides. */
  readonly routes: readonly Route[];
}

type RouteFields = NonNullable<Specs["VirtualService"]["http"]>[number];
type Located = Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;

const defaultPrefixes = ["/api"];
const defaultTimeout: Duration = "30s";
/** The gateway that stands for all sidecars: requests from inside. */
export const insideMesh = "mesh";
/** Where workloads tell their figures; sidecars and scrapers reach the pods without a route. */
const metricsPath = "/metrics";
const shortest: Duration = "1ms";

/**
 * An Istio VirtualService for HTTP (SPEC 1.2.10, C-18, C-30).
 *
 * Tries that together need more time than the route has are let through on purpose: the last one may be cut (C-18).
 * @throws ArgumentError for empty, repeated, malformed and wildcard hosts; no gateway or route; a route for a gateway that
 * is not among them; a prefix that an earlier one takes all requests of, or that publishes `/metrics`; weights that
 * do not add up to 100; and times that are no durations or longer than the route's.
 */
export function meshRoutes(
  identity: Located,
  settings: RoutesSettings,
  labels: Labels = {},
): CustomFields<"VirtualService"> {
  const { name, routes, gateways } = settings;
  const hosts = checkedHosts("hosts", settings.hosts);
  if (gateways.length === 0) {
    const remedy = 'name the gateway; "mesh" is that of all sidecars';
    throw new ArgumentError("gateways", "an empty list", "at least one gateway", remedy);
  }
  if (routes.length === 0) {
    throw new ArgumentError("routes", "an empty list", "at least one route", "say where requests go");
  }
  refuseUnreachable(routes, gateways);
  const http = routes.map((route, index) => routeFields(`routes[${index}]`, route));
  refusePublicMetrics(routes, gateways);
  return {
    metadata: metadata(identity, { name, labels }),
    spec: {
      hosts,
      gateways: gateways.map((gateway, index) => gatewayName(`gateways[${index}]`, gateway)),
      http,
    },
  };
}

function gatewayName(path: string, gateway: string): string {
  const [first = "", second, ...rest] = gateway.split("/");
  if (rest.length > 0) {
    throw new ArgumentError(path, `"${gateway}"`, "name or namespace/name", "write the namespace and the name only");
  }
  if (second !== undefined) at(path, () => parseDnsLabel(first));
  at(path, () => parseDnsSubdomain(second ?? first));
  return gateway;
}

function routeFields(path: string, route: Route): RouteFields {
  const { prefixes = defaultPrefixes, gateways, to, timeout = defaultTimeout, retries } = route;
  const limit = timeout === "none" ? undefined : duration(`${path}.timeout`, timeout);
  return {
    match: prefixes.map((prefix, index) => ({
      uri: { prefix: checkedPrefix(`${path}.prefixes[${index}]`, prefix) },
      ...(gateways === undefined ? {} : { gateways: [...gateways] }),
    })),
    route: destinations(`${path}.to`, to),
    ...(limit === undefined ? {} : { timeout: limit.text }),
    ...(retries === undefined ? {} : { retries: retryFields(`${path}.retries`, retries, limit) }),
  };
}

function destinations(path: string, to: Route["to"]): NonNullable<RouteFields["route"]> {
  if (!isWeighted(to)) return [{ destination: destination(path, to) }];
  const weighted = to.map(({ weight, ...one }, index) => ({
    destination: destination(`${path}[${index}]`, one),
    weight: wholeNumber(`${path}[${index}].weight`, weight, 0, 100),
  }));
  const sum = weighted.reduce((total, { weight }) => total + weight, 0);
  if (sum !== 100) {
    const remedy = "change the weights so that every request goes somewhere, and only once (C-30)";
    throw new ArgumentError(
      path,
      `weights ${to.map(({ weight }) => weight).join(" + ")} = ${sum}`,
      "100 in all",
      remedy,
    );
  }
  return weighted;
}

function isWeighted(to: Route["to"]): to is readonly WeightedDestination[] {
  return Array.isArray(to);
}

function destination(path: string, { host, port }: Destination): { host: string; port: { number: number } } {
  return {
    host: at(`${path}.host`, () => parseHost(host)),
    port: { number: wholeNumber(`${path}.port`, port, 1, 65_535) },
  };
}

function retryFields(
  path: string,
  { attempts, perTryTimeout, retryOn }: Retries,
  limit: ReturnType<typeof parseDuration> | undefined,
): NonNullable<RouteFields["retries"]> {
  const one = duration(`${path}.perTryTimeout`, perTryTimeout);
  if (limit !== undefined && one.milliseconds > limit.milliseconds) {
    const remedy = "shorten the try or give the route more time";
    throw new ArgumentError(`${path}.perTryTimeout`, perTryTimeout, `at most the route's ${limit.text}`, remedy);
  }
  return {
    attempts: wholeNumber(`${path}.attempts`, attempts, 0, 10),
    perTryTimeout: one.text,
    ...(retryOn === undefined ? {} : { retryOn: conditions(`${path}.retryOn`, retryOn) }),
  };
}

function conditions(path: string, retryOn: readonly string[]): string {
  const odd = retryOn.find((condition) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(condition));
  if (retryOn.length === 0 || odd !== undefined) {
    const given = odd === undefined ? "an empty list" : `"${odd}"`;
    throw new ArgumentError(
      path,
      given,
      "names such as connect-failure, or status codes",
      "take them from Envoy's list",
    );
  }
  return retryOn.join(",");
}

function duration(path: string, text: Duration): ReturnType<typeof parseDuration> {
  return at(path, () => parseDuration(text, { min: shortest }));
}

function checkedPrefix(path: string, prefix: string): string {
  if (!/^\/[^\s?#*]*$/.test(prefix)) {
    const remedy = "write the beginning of a path, without wildcards: a prefix needs none";
    throw new ArgumentError(path, `"${prefix}"`, "a path that begins with /, without ?, #, * and blanks", remedy);
  }
  return prefix;
}

/** A prefix behind one that it begins with never gets a request, if the same gateway asks. */
function refuseUnreachable(routes: readonly Route[], all: readonly string[]): void {
  const earlier: { readonly prefix: string; readonly gateways: readonly string[] }[] = [];
  for (const [index, { prefixes = defaultPrefixes, gateways = all }] of routes.entries()) {
    const path = `routes[${index}].prefixes`;
    // Without a prefix a route would take every path.
    if (prefixes.length === 0)
      throw new ArgumentError(path, "an empty list", "at least one prefix", 'write "/" for all');
    assertKnown(`routes[${index}].gateways`, gateways, all);
    for (const prefix of prefixes) {
      const taken = earlier.find(
        (other) => prefix.startsWith(other.prefix) && gateways.some((gateway) => other.gateways.includes(gateway)),
      );
      if (taken !== undefined) {
        const remedy = "put the longer prefix first, or remove it";
        throw new ArgumentError(path, `"${prefix}" behind "${taken.prefix}"`, "prefixes that get requests", remedy);
      }
      earlier.push({ prefix, gateways });
    }
  }
}

function assertKnown(path: string, gateways: readonly string[], all: readonly string[]): void {
  const odd = gateways.find((gateway) => !all.includes(gateway));
  if (gateways.length === 0 || odd !== undefined) {
    const given = odd === undefined ? "an empty list" : `"${odd}"`;
    throw new ArgumentError(path, given, `some of ${all.join(", ")}`, "correct the list, or leave it out for all");
  }
}

/** @throws ArgumentError where a gateway other than that of the sidecars would lead to the metrics. */
function refusePublicMetrics(routes: readonly Route[], all: readonly string[]): void {
  for (const [index, { prefixes = defaultPrefixes, gateways = all }] of routes.entries()) {
    const isPublic = gateways.some((gateway) => gateway !== insideMesh);
    const open = isPublic ? prefixes.find((prefix) => metricsPath.startsWith(prefix.replace(/\/$/, ""))) : undefined;
    if (open !== undefined) {
      const allowed = `prefixes that do not take ${metricsPath}`;
      const remedy = 'name the paths of the application, such as "/api" (R-71)';
      throw new ArgumentError(`routes[${index}].prefixes`, `"${open}" at a gateway`, allowed, remedy);
    }
  }
}
