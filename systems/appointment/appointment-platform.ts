import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import type { SecureNamespace } from "../../components/secure-namespace";
import type { StackPeers } from "../peers";
import { AppointmentService } from "./appointment-service";
import { platformFlows } from "./flows";
import { ofEach } from "./of-each";
import type { AppointmentValues } from "./resolve";
import { objectName, SERVICES, type ServiceName } from "./values";
import { workloadsOf } from "./workloads";

/** Arguments of AppointmentPlatform. */
export interface AppointmentPlatformArgs {
  readonly values: AppointmentValues;
  /** The namespace must be closed before the first workload starts in it. */
  readonly namespace: SecureNamespace;
  readonly peers: StackPeers;
}

/** The appointment platform (SPEC 1.4): six services in one namespace, and the connections among them. */
export class AppointmentPlatform extends BulwarkComponent {
  declare readonly services: Readonly<Record<ServiceName, AppointmentService>>;

  constructor(
    name: string,
    { values, namespace, peers }: AppointmentPlatformArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("bulwark:systems:AppointmentPlatform", name, options);
    const workloads = workloadsOf(values.namespace);
    const flows = platformFlows(values, workloads, peers);

    this.services = ofEach(
      SERVICES,
      (service) =>
        new AppointmentService(
          `${name}-${service}`,
          { values, service: values.services[service], workload: workloads[service], flows, peers },
          this.inherited({ dependsOn: namespace }),
        ),
    );
    this.done({ namespace: values.namespace, services: SERVICES.map(objectName) });
  }
}
