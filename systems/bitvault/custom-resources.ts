import type { CustomKind } from "../../components/custom-resources";
import type { BitvaultValues } from "./resolve";

/** The kinds of custom resources that the system makes with these values. */
export function bitvaultKinds({ stores, secrets, monitoring }: BitvaultValues): readonly CustomKind[] {
  return [
    ...when(stores.consumer.monitoringEndpoint !== undefined, "ScaledObject"),
    ...when(secrets.vault !== undefined, "SecretStore", "ExternalSecret"),
    ...when(monitoring !== undefined, "PodMonitor", "PrometheusRule"),
  ];
}

function when(condition: boolean, ...kinds: readonly CustomKind[]): readonly CustomKind[] {
  return condition ? kinds : [];
}
