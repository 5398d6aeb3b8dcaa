import type { MeshGatewayArgs } from "../../components/mesh-gateway";
import type { WorkloadIdentity } from "../../components/types";
import type { HealthcareValues } from "./resolve";
import { names, servicePort } from "./values";

/** The way in from outside (SPEC 1.2.10), and the hosts outside that the sidecars know (C-15). */
export function entranceArgs(
  { host, externalHosts }: HealthcareValues,
  { routes, tls, namespace }: NonNullable<HealthcareValues["entrance"]>,
  workload: WorkloadIdentity,
): MeshGatewayArgs {
  const { prefixes, timeout, attempts, perTryTimeout, redirectHttp, podLabels } = routes;
  return {
    workload,
    hosts: [host],
    gateway: { name: names.gateway, redirectHttp, ...(podLabels === undefined ? {} : { selector: podLabels }) },
    tls,
    gatewayNamespace: namespace,
    virtualService: {
      name: names.routes,
      routes: [
        { prefixes, to: { host: names.service, port: servicePort }, timeout, retries: { attempts, perTryTimeout } },
      ],
    },
    ...(externalHosts.length === 0 ? {} : { externalHosts: [{ name: names.externalHosts, hosts: externalHosts }] }),
  };
}
