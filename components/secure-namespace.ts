import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import {
  limitRange,
  namespace,
  namespaceIdentity,
  resourceQuota,
  type Amounts,
  type ContainerLimits,
  type NamespaceSettings,
} from "./builders/namespace";
import { defaultDeny } from "./builders/network-policies";
import type { Transform } from "./transform";

/** Arguments of SecureNamespace. */
export interface SecureNamespaceArgs extends NamespaceSettings {
  /** Hard limits of a ResourceQuota `quota` (G-41). Default: none. */
  readonly quota?: Amounts;
  /** Defaults and bounds of a LimitRange `container-limits` (G-41). Default: none. */
  readonly containerLimits?: ContainerLimits;
  readonly transform?: {
    readonly namespace?: Transform<kubernetes.core.v1.NamespaceArgs>;
    readonly defaultDeny?: Transform<kubernetes.networking.v1.NetworkPolicyArgs>;
    readonly quota?: Transform<kubernetes.core.v1.ResourceQuotaArgs>;
    readonly limits?: Transform<kubernetes.core.v1.LimitRangeArgs>;
  };
}

/**
 * A namespace under PodSecurity `restricted`, closed by the NetworkPolicy `default-deny-all`. Let every
 * workload depend on the component: then nothing runs before the namespace is closed. `protect` and `retainOnDelete`
 * of the component hold for its children.
 */
export class SecureNamespace extends BulwarkComponent {
  /** Name of the namespace, as a plain string. */
  declare readonly namespace: string;

  constructor(name: string, args: SecureNamespaceArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureNamespace", name, options);
    const { quota, containerLimits, transform } = args;
    const identity = namespaceIdentity(args.name, args.system);

    const created = this.child(kubernetes.core.v1.Namespace, "namespace", () => namespace(args), {
      transform: transform?.namespace,
    });
    this.child(kubernetes.networking.v1.NetworkPolicy, "default-deny", () => defaultDeny(identity), {
      transform: transform?.defaultDeny,
      dependsOn: created,
    });
    if (quota !== undefined) {
      this.child(kubernetes.core.v1.ResourceQuota, "quota", () => resourceQuota(identity, quota), {
        transform: transform?.quota,
        dependsOn: created,
      });
    }
    if (containerLimits !== undefined) {
      this.child(kubernetes.core.v1.LimitRange, "limits", () => limitRange(identity, containerLimits), {
        transform: transform?.limits,
        dependsOn: created,
      });
    }

    this.namespace = args.name;
    this.done({ namespace: args.name });
  }
}
