import type { CustomKind } from "../../components/custom-resources";
import { healthcareNamespaceKinds } from "../healthcare-namespace";
import type { HealthcareValues } from "./resolve";

/** The kinds of custom resources that the system makes with these values. */
export function healthcareKinds(values: HealthcareValues): readonly CustomKind[] {
  const { entrance, externalHosts, metrics, monitoring, backup, secrets, database } = values;
  const inMesh = entrance !== undefined;
  const source = entrance?.tls.source;
  return [
    ...when(inMesh, ...healthcareNamespaceKinds, "AuthorizationPolicy", "Gateway", "VirtualService"),
    ...when(inMesh && metrics.scrape === "plaintext", "PeerAuthentication"),
    ...when(source !== undefined && "issuer" in source, "Certificate"),
    ...when(inMesh && externalHosts.length > 0, "ServiceEntry"),
    ...when(monitoring !== undefined, "ServiceMonitor", "PrometheusRule"),
    ...when(monitoring !== undefined && inMesh, "PodMonitor"),
    ...when(backup !== undefined, "Schedule"),
    ...when(backup?.createLocations === true, "BackupStorageLocation", "VolumeSnapshotLocation"),
    ...when(secrets.external !== undefined, "ExternalSecret"),
    ...when(database.cluster !== undefined, "Cluster"),
  ];
}

function when(condition: boolean, ...kinds: readonly CustomKind[]): readonly CustomKind[] {
  return condition ? kinds : [];
}
