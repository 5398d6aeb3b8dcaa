/** What an Ingress asks of the controller that serves it, in words of no controller (G-15). */
export interface EdgeSettings {
  /** At most so many requests per minute from one client address; how bursts count is the controller's. */
  readonly requestsPerMinute?: number | undefined;
  /** Origins whose pages may read the answers. None: no cross-origin access. */
  readonly corsOrigins: readonly string[];
  /** ConfigMap in the Ingress's namespace whose entries become response headers. None: the controller's own headers. */
  readonly headersConfigMap?: string | undefined;
}

/**
 * How one ingress controller is told what an Ingress asks for. Callers of WebIngress and CanaryRelease never see it, so
 * that another controller can take the place of ingress-nginx, which was retired in March 2026 (G-15).
 */
export interface IngressController {
  /** The class under which the controller usually runs. */
  readonly ingressClassName: string;
  /** Annotations of an Ingress in `namespace` that serves a workload: HTTP only as redirect, and `edge`. */
  readonly serving: (namespace: string, edge: EdgeSettings) => Readonly<Record<string, string>>;
  /** Annotations of an Ingress that refuses every client, whatever its address. */
  readonly denying: () => Readonly<Record<string, string>>;
  /** Annotations of a second Ingress of the same host and paths that takes `weight` percent of the requests (C-30). */
  readonly splitting: (weight: number) => Readonly<Record<string, string>>;
}
