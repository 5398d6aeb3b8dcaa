import type { CustomKind } from "../../components/custom-resources";
import type { AppointmentValues } from "./resolve";
import { SERVICES } from "./values";

/** The kinds of custom resources that the platform makes. */
export function customResources(values: AppointmentValues): readonly CustomKind[] {
  const inMesh = values.trafficSplit === "mesh";
  const services = SERVICES.map((service) => values.services[service]);
  const isRouted = inMesh && services.some(({ strategy }) => strategy === "canary");
  const isCertified = values.certificate !== undefined && services.some(({ ingress }) => ingress.enabled);
  return [
    ...(inMesh ? (["PeerAuthentication", "AuthorizationPolicy"] as const) : []),
    ...(isRouted ? (["VirtualService"] as const) : []),
    ...(values.monitoring === undefined ? [] : (["ServiceMonitor", "PrometheusRule"] as const)),
    ...(values.monitoring === undefined || !inMesh ? [] : (["PodMonitor"] as const)),
    ...(services.some(({ secrets }) => secrets !== undefined) ? (["ExternalSecret"] as const) : []),
    ...(isCertified ? (["Certificate"] as const) : []),
  ];
}
