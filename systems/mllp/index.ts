import type { Environment } from "../../config/primitives/environment";
import type { Scope } from "../../config/scope";
import { healthcareNamespace, healthcareNamespaceKinds } from "../healthcare-namespace";
import { defineSystem } from "../system";
import { MllpServer } from "./mllp";
import { resolveMllp, type MllpValues } from "./resolve";
import { mllpSection } from "./schema";
import { figures, names, type MllpEnvironment } from "./values";

/** The MLLP HL7 server (SPEC 1.1). */
export const mllp = defineSystem({
  section: mllpSection,
  environments: Object.keys(figures) as MllpEnvironment[],
  customResources: () => healthcareNamespaceKinds,
  retainedNamespaces: ({ environment, persistence, namespace }: MllpValues) =>
    environment === "prod" && persistence !== undefined ? [namespace] : [],
  peak: ({ namespace, scaling: { replicas, autoscaler }, persistence, resources }) => ({
    namespace,
    // The Elixir stack in the same namespace may ask for a quota.
    isBounded: false,
    // With a volume the old pod ends before the new one starts.
    pods: [{ count: (autoscaler?.max ?? replicas) + (persistence === undefined ? 1 : 0), resources }],
  }),
  resolve: (scope, settings, reading) => resolveMllp(withFigures(scope), settings, reading),
  deploy: (platform, values) => {
    new MllpServer(
      "mllp",
      { values, namespace: healthcareNamespace(platform), peers: platform.peers },
      platform.options,
    );
    return { namespace: values.namespace, service: `${names.server}.${values.namespace}.svc` };
  },
});

/** The registry asks only for environments that the system lists. */
function withFigures(scope: Scope): Scope & { readonly environment: MllpEnvironment } {
  const { environment } = scope;
  if (!hasFigures(environment)) {
    throw new Error(`MLLP has no figures for the environment ${environment}`);
  }
  return { ...scope, environment };
}

function hasFigures(environment: Environment): environment is MllpEnvironment {
  return environment in figures;
}
