import type { Scope } from "../../config/scope";
import { healthcareNamespace } from "../healthcare-namespace";
import { defineSystem } from "../system";
import { healthcareKinds } from "./custom-resources";
import { Healthcare } from "./healthcare";
import { healthcarePeak } from "./peak";
import { resolveHealthcare } from "./resolve";
import { healthcareSection } from "./schema";
import { figures, names, type HealthcareEnvironment } from "./values";

/** The Healthcare Elixir stack (SPEC 1.2). */
export const healthcare = defineSystem({
  section: healthcareSection,
  environments: Object.keys(figures) as HealthcareEnvironment[],
  customResources: healthcareKinds,
  retainedNamespaces: ({ environment, namespace }) => (environment === "prod" ? [namespace] : []),
  peak: healthcarePeak,
  resolve: (scope, settings, reading) => resolveHealthcare(withFigures(scope), settings, reading),
  deploy: (platform, values) => {
    new Healthcare(
      "healthcare",
      { values, namespace: healthcareNamespace(platform), peers: platform.peers },
      platform.options,
    );
    return {
      namespace: values.namespace,
      service: `${names.service}.${values.namespace}.svc`,
      ...(values.entrance === undefined ? {} : { url: `https://${values.host}` }),
    };
  },
});

/** The registry asks only for environments that the system lists. */
function withFigures(scope: Scope): Scope & { readonly environment: HealthcareEnvironment } {
  const { environment } = scope;
  if (environment === "preview") {
    throw new Error(`the Elixir stack has no figures for the environment ${environment}`);
  }
  return { ...scope, environment };
}
