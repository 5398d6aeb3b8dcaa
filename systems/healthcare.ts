import type { SecureNamespace } from "../components/secure-namespace";
import type { Environment } from "../config/primitives/environment";
import type { Platform } from "./platform";

/** Name of the namespace in which MLLP and the Elixir stack meet (SPEC 0.4). */
export function healthcareNamespaceName(environment: Environment): string {
  return `healthcare-${environment}`;
}

/**
 * The one Namespace of MLLP and the Elixir stack, with the labels of both (C-40, SPEC 1.2.3).
 *
 * The labels don't depend on which of the two is switched on: taking one out must not change what the other lives in.
 */
export function healthcareNamespace(platform: Platform): SecureNamespace {
  const { environment, capabilities } = platform.settings;
  const name = healthcareNamespaceName(environment);
  return platform.namespace({ name, labels: { name }, istioInjection: capabilities.mesh });
}
