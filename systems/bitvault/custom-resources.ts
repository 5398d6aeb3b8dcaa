import type { CustomKind } from "../../components/custom-resources";
import { hasAuthority } from "./authority";
import type { BitvaultValues } from "./resolve";

/** The kinds of custom resources that the system makes with these values. */
export function bitvaultKinds(values: BitvaultValues): readonly CustomKind[] {
  const { stores, inCluster, secrets, monitoring, mtls, backup } = values;
  return [
    ...when(stores.consumer.monitoringEndpoint !== undefined, "ScaledObject"),
    ...when(secrets.vault !== undefined, "SecretStore", "ExternalSecret"),
    ...when(mtls === "mesh", "PeerAuthentication", "AuthorizationPolicy"),
    ...when(hasAuthority(values), "Issuer", "Certificate"),
    ...when(inCluster.postgres !== undefined, "Cluster"),
    ...when(inCluster.postgres?.backup !== undefined, "ScheduledBackup"),
    ...when(backup !== undefined, "Schedule"),
    ...when(monitoring !== undefined, "PodMonitor", "PrometheusRule"),
  ];
}

function when(condition: boolean, ...kinds: readonly CustomKind[]): readonly CustomKind[] {
  return condition ? kinds : [];
}
