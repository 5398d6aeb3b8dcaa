import type { WorkloadIdentity } from "../../components/types";
import { ofEach } from "./of-each";
import { objectName, SERVICES, serviceLabels, system, trackLabels, type ServiceName } from "./values";

/** The stable release of each service; the group takes in the pods of its canary (SPEC 1.4.3). */
export type Workloads = Readonly<Record<ServiceName, WorkloadIdentity>>;

/** The identities of the services in a namespace. */
export function workloadsOf(namespace: string): Workloads {
  return ofEach(SERVICES, (service) => ({
    name: objectName(service),
    namespace,
    partOf: system,
    selector: trackLabels(service, "stable"),
    group: serviceLabels(service),
  }));
}
