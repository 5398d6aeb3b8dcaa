import type { CustomKind } from "../components/custom-resources";
import type { SecureNamespace } from "../components/secure-namespace";
import type { Platform } from "./platform";

/** Kinds of custom resources that {@link healthcareNamespace} makes. */
export const healthcareNamespaceKinds: readonly CustomKind[] = ["PeerAuthentication"];

/**
 * The one Namespace of MLLP and the Elixir stack, with the labels of both (C-40, SPEC 1.2.3), strict about mTLS for the
 * pods that are in the mesh.
 *
 * Nothing of it depends on which of the two is switched on: taking one out must not change what the other lives in.
 */
export function healthcareNamespace(platform: Platform): SecureNamespace {
  const { environment, capabilities } = platform.settings;
  const name = `healthcare-${environment}`;
  return platform.namespace({
    name,
    labels: { name },
    istioInjection: capabilities.mesh,
    strictMtls: capabilities.mesh,
  });
}
