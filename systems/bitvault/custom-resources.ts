import type { CustomKind } from "../../components/custom-resources";
import type { BitvaultValues } from "./resolve";

/** The kinds of custom resources that the system makes with these values. */
export function bitvaultKinds({ stores, secrets, monitoring, mtls }: BitvaultValues): readonly CustomKind[] {
  return [
    ...when(stores.consumer.monitoringEndpoint !== undefined, "ScaledObject"),
    ...when(secrets.vault !== undefined, "SecretStore", "ExternalSecret"),
    ...when(mtls === "mesh", "PeerAuthentication", "AuthorizationPolicy"),
    ...when(mtls === "certManager", "Issuer", "Certificate"),
    ...when(monitoring !== undefined, "PodMonitor", "PrometheusRule"),
  ];
}

function when(condition: boolean, ...kinds: readonly CustomKind[]): readonly CustomKind[] {
  return condition ? kinds : [];
}
