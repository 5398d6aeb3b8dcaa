import type { IngressController } from "./ingress-controller";

const prefix = "nginx.ingress.kubernetes.io";

/**
 * ingress-nginx (ingress-nginx, Annotations; all of them are at most of risk "Medium", so that they work under the
 * controller's default `annotations-risk-level`).
 *
 * `limit-rpm` counts per client address and per replica of the controller, and lets bursts of five times the limit
 * through. Response headers need a prerequisite: the controller refuses all requests of an Ingress whose ConfigMap
 * names a header that is not listed in its own `global-allowed-response-headers`.
 */
export const ingressNginx: IngressController = {
  ingressClassName: "nginx",
  serving: (namespace, { requestsPerMinute, corsOrigins, headersConfigMap }) => ({
    [`${prefix}/force-ssl-redirect`]: "true",
    ...(requestsPerMinute === undefined ? {} : { [`${prefix}/limit-rpm`]: String(requestsPerMinute) }),
    ...(corsOrigins.length === 0
      ? {}
      : { [`${prefix}/enable-cors`]: "true", [`${prefix}/cors-allow-origin`]: corsOrigins.join(",") }),
    ...(headersConfigMap === undefined ? {} : { [`${prefix}/custom-headers`]: `${namespace}/${headersConfigMap}` }),
  }),
  denying: () => ({ [`${prefix}/denylist-source-range`]: "0.0.0.0/0,::/0" }),
  splitting: (weight) => ({ [`${prefix}/canary`]: "true", [`${prefix}/canary-weight`]: String(weight) }),
};
