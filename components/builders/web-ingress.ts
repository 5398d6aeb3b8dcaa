import { parseOrigin } from "../../config/primitives/origin";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { configMap, type ConfigMapFields } from "./config-map";
import { ingress, withoutTrailingSlash, type IngressFields, type IngressPath, type IngressRoute } from "./ingress";
import type { IngressController } from "./ingress-controller";

/** Everything that decides the objects of a WebIngress. */
export interface WebIngressSettings {
  /** Name of the Ingress. */
  readonly name: string;
  readonly route: IngressRoute;
  readonly requestsPerMinute?: number | undefined;
  readonly corsOrigins?: readonly string[] | undefined;
  readonly headers?: ResponseHeaders | undefined;
  readonly labels?: Labels | undefined;
}

/** Headers besides (or in place of single ones of) {@link securityHeaders}; or the controller adds all of them itself. */
export type ResponseHeaders = Readonly<Record<string, string>> | "controller";

/** The objects of a WebIngress. */
export interface WebIngressObjects {
  readonly ingress: IngressFields;
  /** Present where a path of the Ingress would publish the metrics. */
  readonly metricsDenial?: IngressFields;
  /** Present unless the controller adds the headers itself. */
  readonly headers?: ConfigMapFields;
}

/**
 * SPEC 1.3.9: no frames, one year of HTTPS, no guessing of types, no addresses (which may name a patient) for others.
 */
const securityHeaders: Readonly<Record<string, string>> = {
  "X-Frame-Options": "DENY",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** Where workloads tell their figures: for the monitoring namespace, never for the world. */
const metricsPath = "/metrics";

/**
 * The Ingress of a workload, the second one that denies `/metrics` of the same host where the first would publish it
 * (C-23, R-71), and the ConfigMap of its response headers (G-15).
 * @throws ArgumentError for a limit below 1, an origin that no browser sends, `*`, an origin twice, a malformed header,
 * the metrics' own path, and as {@link ingress}.
 */
export function webIngress(
  identity: WorkloadIdentity,
  settings: WebIngressSettings,
  controller: IngressController,
): WebIngressObjects {
  const { name, route, requestsPerMinute, corsOrigins = [], headers = {}, labels } = settings;
  if (requestsPerMinute !== undefined) wholeNumber("requestsPerMinute", requestsPerMinute, 1);
  assertOrigins(corsOrigins);
  refuseMetricsPath(route.paths);
  const headersConfigMap = headers === "controller" ? undefined : `${name}-headers`;
  const annotations = controller.serving(identity.namespace, { requestsPerMinute, corsOrigins, headersConfigMap });
  return {
    ingress: ingress(identity, { name, labels, annotations }, route),
    ...(route.paths.some(isEverything)
      ? {
          metricsDenial: ingress(
            identity,
            { name: `${name}-metrics-deny`, labels, annotations: controller.denying() },
            { ...route, paths: [{ exact: metricsPath }] },
          ),
        }
      : {}),
    ...(headersConfigMap === undefined || headers === "controller"
      ? {}
      : { headers: headerMap(identity, headersConfigMap, headers, labels) }),
  };
}

function headerMap(
  identity: WorkloadIdentity,
  name: string,
  own: Readonly<Record<string, string>>,
  labels: Labels | undefined,
): ConfigMapFields {
  const data = { ...securityHeaders, ...own };
  for (const [header, value] of Object.entries(data)) {
    if (!/^[A-Za-z0-9_-]+$/.test(header) || !/^[ -~]+$/.test(value)) {
      const allowed = "a name of letters, digits, - and _, and a value of printable ASCII characters";
      throw new ArgumentError(`headers.${header}`, JSON.stringify(value), allowed, "correct it");
    }
  }
  return configMap(identity, { name, data, ...(labels === undefined ? {} : { labels }) });
}

function assertOrigins(origins: readonly string[]): void {
  origins.forEach((origin, index) => {
    at(`corsOrigins[${index}]`, () => parseOrigin(origin));
    if (origins.indexOf(origin) !== index) {
      throw new ArgumentError(`corsOrigins[${index}]`, `"${origin}" twice`, "each origin once", "remove one of both");
    }
  });
}

/** Applications answer to other spellings of a path too. */
function refuseMetricsPath(paths: readonly IngressPath[]): void {
  paths.forEach((each, index) => {
    const path = typeof each === "string" ? each : each.exact;
    if (withoutTrailingSlash(path).toLowerCase() === metricsPath) {
      const remedy = "remove the path; Prometheus scrapes the pods, not the host (R-71)";
      throw new ArgumentError(`paths[${index}]`, `"${path}"`, "any path but that of the metrics", remedy);
    }
  });
}

/** A prefix of `/metrics`, segment by segment, can only be this one. */
function isEverything(path: IngressPath): boolean {
  return path === "/";
}
