import type { BitvaultValues } from "./resolve";

/** Whether the namespace has an authority of its own: for the workloads' certificates (R-29), or for that of its NATS (C-45). */
export function hasAuthority({
  mtls,
  inCluster,
  stores,
}: Pick<BitvaultValues, "mtls" | "inCluster" | "stores">): boolean {
  return mtls === "certManager" || (inCluster.nats !== undefined && stores.nats.tls);
}
