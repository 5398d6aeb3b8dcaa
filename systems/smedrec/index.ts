import type { CustomKind } from "../../components/custom-resources";
import type { Scope } from "../../config/scope";
import type { NamespacePeak } from "../common/quota";
import { defineSystem } from "../system";
import { AuditServer } from "./audit-server";
import { resolveSmedrec, type SmedrecValues } from "./resolve";
import { smedrecSection } from "./schema";
import { figures, namespaceLabels, names, waitResources, type SmedrecEnvironment } from "./values";

/** The SMEDREC audit server (SPEC 1.3). */
export const smedrec = defineSystem({
  section: smedrecSection,
  environments: Object.keys(figures) as SmedrecEnvironment[],
  customResources: kinds,
  peak,
  resolve: (scope, settings, reading) => resolveSmedrec(withFigures(scope), settings, reading),
  deploy: (platform, values) => {
    const namespace = platform.namespace({
      name: values.namespace,
      system: names.system,
      labels: namespaceLabels,
    });
    new AuditServer("smedrec", { values, namespace, peers: platform.peers }, platform.options);
    return {
      namespace: values.namespace,
      service: `${names.server}.${values.namespace}.svc`,
      url: `https://${values.host}`,
    };
  },
});

function kinds({ tls, secrets, alerts, backup }: SmedrecValues): readonly CustomKind[] {
  return [
    ...(tls.source !== undefined && "issuer" in tls.source ? (["Certificate"] as const) : []),
    ...(secrets.store === undefined ? [] : (["ExternalSecret"] as const)),
    ...(alerts === undefined ? [] : (["PrometheusRule"] as const)),
    ...(backup === undefined ? [] : (["Schedule"] as const)),
  ];
}

/** G-41: the most replicas, one more while an update surges, and the migration. */
function peak({
  namespace,
  quota,
  replicas: { replicas, autoscaler },
  resources,
  migration,
}: SmedrecValues): NamespacePeak {
  const init = [waitResources];
  return {
    namespace,
    isBounded: quota,
    pods: [
      { count: (autoscaler?.max ?? replicas) + 1, resources, init },
      ...(migration === undefined ? [] : [{ count: 1, resources: migration.resources, init }]),
    ],
  };
}

/** The registry asks only for environments that the system lists. */
function withFigures(scope: Scope): Scope & { readonly environment: SmedrecEnvironment } {
  const { environment } = scope;
  if (environment === "preview") {
    throw new Error("the audit server has no figures for the environment preview");
  }
  return { ...scope, environment };
}
