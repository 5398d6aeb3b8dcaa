import { parseHost } from "../../config/primitives/host";
import { parseDnsSubdomain, parseServiceName } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { WorkloadIdentity } from "../types";
import { metadata, type Metadata, type ObjectSettings } from "./metadata";

/** A path and everything below it, or exactly one path (Kubernetes, Ingress: path types). */
export type IngressPath = string | { readonly exact: string };

/** The way from a host to a Service. */
export interface IngressRoute {
  /** A DNS name without wildcard. */
  readonly host: string;
  readonly ingressClassName: string;
  /** Secret of type kubernetes.io/tls in the same namespace. */
  readonly tlsSecretName: string;
  readonly paths: readonly IngressPath[];
  /** Service behind every path, and its port. */
  readonly service: { readonly name: string; readonly port: number };
}

interface PathFields {
  path: string;
  pathType: "Prefix" | "Exact";
  backend: { service: { name: string; port: { number: number } } };
}

/** An Ingress (networking.k8s.io/v1) as the API takes it. */
export interface IngressFields {
  metadata: Metadata;
  spec: {
    ingressClassName: string;
    tls: { hosts: string[]; secretName: string }[];
    rules: { host: string; http: { paths: PathFields[] } }[];
  };
}

/**
 * An Ingress of one host, under TLS.
 * @throws ArgumentError for a malformed or wildcard host, a missing TLS Secret, no path, a path twice, and a path that
 * the API server or the strict path check of ingress-nginx would refuse.
 */
export function ingress(identity: WorkloadIdentity, settings: ObjectSettings, route: IngressRoute): IngressFields {
  const host = at("host", () => parseHost(route.host));
  const service = {
    name: at("service.name", () => parseServiceName(route.service.name)),
    port: { number: wholeNumber("service.port", route.service.port, 1, 65_535) },
  };
  const secretName = at("tls.secretName", () => parseDnsSubdomain(route.tlsSecretName));
  return {
    metadata: metadata(identity, settings),
    spec: {
      ingressClassName: at("ingressClassName", () => parseDnsSubdomain(route.ingressClassName)),
      tls: [{ hosts: [host], secretName }],
      rules: [{ host, http: { paths: pathFields(route.paths).map((path) => ({ ...path, backend: { service } })) } }],
    },
  };
}

function pathFields(paths: readonly IngressPath[]): Omit<PathFields, "backend">[] {
  if (paths.length === 0) {
    throw new ArgumentError("paths", "no path", "at least one path", 'name the paths, or "/" for all of them');
  }
  const taken = new Set<string>();
  return paths.map((each, index) => {
    const pathType = typeof each === "string" ? "Prefix" : "Exact";
    const path = typeof each === "string" ? each : each.exact;
    assertPath(`paths[${index}]`, path);
    // To a prefix the slash at its end means nothing (Kubernetes, Ingress: path types).
    const mark = `${pathType} ${pathType === "Prefix" ? withoutTrailingSlash(path) : path}`;
    if (taken.has(mark)) {
      throw new ArgumentError(`paths[${index}]`, `"${path}" twice`, "each path once", "remove one of both");
    }
    taken.add(mark);
    return { path, pathType };
  });
}

function assertPath(place: string, path: string): void {
  const isPlain = /^\/[A-Za-z0-9._/-]*$/.test(path);
  const isResolved = !/\/\/|\/\.{1,2}(?:\/|$)/.test(path);
  if (!isPlain || !isResolved) {
    const allowed = "a slash, then letters, digits and . _ - / without empty or dotted segments";
    throw new ArgumentError(place, `"${path}"`, allowed, 'write for example "/api"');
  }
}

/** The form in which two prefixes that mean the same are equal. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
