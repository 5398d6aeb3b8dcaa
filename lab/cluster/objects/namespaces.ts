/** The namespaces of the platform that the systems refer to and never make: a cluster's operators live there (SPEC 0.4). */
export const PLATFORM_NAMESPACES = ["ingress-nginx", "istio-system", "monitoring", "velero"] as const;
