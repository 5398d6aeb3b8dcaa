import { StatefulSet, type StatefulSetArgs } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { isExclusive, type ClaimTemplateSettings } from "./builders/persistent-volume-claim";
import type { ServiceSettings } from "./builders/service-settings";
import { statefulSet, type StatefulSetSettings } from "./builders/stateful-set";
import { retention } from "./retention";
import { SecureWorkload } from "./secure-workload";
import {
  objectSettings,
  rolloutTimeouts,
  type SecureWorkloadArgs,
  type WorkloadTransforms,
} from "./secure-workload-args";
import type { Transform } from "./transform";

/** Arguments of SecureStatefulSet. */
export interface SecureStatefulSetArgs extends SecureWorkloadArgs {
  /** The Service that names the pods in DNS; it is headless, and its name is `spec.serviceName`. */
  readonly headlessService: Omit<ServiceSettings, "headless" | "clientAffinitySeconds">;
  /** Claims of each pod, mounted like volumes of their names. Default: none. */
  readonly claimTemplates?: readonly ClaimTemplateSettings[];
  /** Default: OrderedReady, as the API: a database starts one pod after the other. */
  readonly podManagementPolicy?: StatefulSetSettings["podManagementPolicy"];
  /** Default: RollingUpdate, as the API. */
  readonly updateStrategy?: StatefulSetSettings["updateStrategy"];
  readonly transform?: WorkloadTransforms & { readonly statefulSet?: Transform<StatefulSetArgs> };
}

/**
 * A hardened StatefulSet with its headless Service and all that a SecureDeployment has. In prod it is protected and
 * retained; the claims of its pods outlive it everywhere (G-58).
 */
export class SecureStatefulSet extends SecureWorkload {
  constructor(name: string, args: SecureStatefulSetArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureStatefulSet", name, args, options);
    // The Service must be there first (Kubernetes, StatefulSets: limitations).
    const headless = this.expose({ ...args.headlessService, headless: true }, args);
    this.run(args, [...this.prerequisites, headless]);
    for (const settings of args.services ?? []) this.expose(settings, args);
    this.done({ name: args.name, namespace: args.namespace });
  }

  private run(args: SecureStatefulSetArgs, dependsOn: pulumi.Resource[]): void {
    const { claimTemplates = [], podManagementPolicy = "OrderedReady", updateStrategy = "RollingUpdate" } = args;
    const settings: StatefulSetSettings = {
      replicas: args.replicas,
      serviceName: args.headlessService.name,
      claimTemplates,
      podManagementPolicy,
      updateStrategy,
      hasExclusiveClaim: (args.claims ?? []).some(isExclusive),
    };
    const templateNames = claimTemplates.map(({ name }) => name);
    this.child(
      StatefulSet,
      "stateful-set",
      () => statefulSet(this.workload, objectSettings(args), settings, this.podTemplate(args, templateNames)),
      { transform: args.transform?.statefulSet, dependsOn, ...rolloutTimeouts(args), ...retention(args) },
    );
  }
}
