import type { Scope } from "../../config/scope";
import { defineSystem } from "../system";
import { AppointmentPlatform } from "./appointment-platform";
import { customResources } from "./custom-resources";
import { appointmentPeak } from "./peak";
import { resolveAppointment } from "./resolve";
import { appointmentSection } from "./schema";
import { namespaces, objectName, SERVICES, system, type AppointmentEnvironment } from "./values";

/** The appointment platform (SPEC 1.4). */
export const appointment = defineSystem({
  section: appointmentSection,
  environments: Object.keys(namespaces) as AppointmentEnvironment[],
  customResources,
  peak: appointmentPeak,
  resolve: (scope, settings, reading) => resolveAppointment(withFigures(scope), settings, reading),
  deploy: (platform, values) => {
    const inMesh = values.trafficSplit === "mesh";
    const namespace = platform.namespace({
      name: values.namespace,
      system,
      ...(inMesh ? { istioInjection: true, strictMtls: true } : {}),
    });
    new AppointmentPlatform(system, { values, namespace, peers: platform.peers }, platform.options);
    return {
      namespace: values.namespace,
      services: Object.fromEntries(
        SERVICES.map((service) => [service, `${objectName(service)}.${values.namespace}.svc`]),
      ),
    };
  },
});

/** The registry asks only for environments that the system lists. */
function withFigures(scope: Scope): Scope & { readonly environment: AppointmentEnvironment } {
  const { environment } = scope;
  if (environment === "preview") {
    throw new Error("the appointment platform has no figures for the environment preview");
  }
  return { ...scope, environment };
}
