import { LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import type { LimitRangeArgs, NamespaceArgs, ResourceQuotaArgs } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy, type NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
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
import { strictPeerAuthentication } from "./builders/peer-authentication";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";

/** Arguments of SecureNamespace. */
export interface SecureNamespaceArgs extends NamespaceSettings {
  /** Hard limits of a ResourceQuota `quota` (G-41). Default: none. */
  readonly quota?: Amounts;
  /** Defaults and bounds of a LimitRange `container-limits` (G-41). Default: none. */
  readonly containerLimits?: ContainerLimits;
  /**
   * A PeerAuthentication `default` in mode STRICT: pods of the mesh talk to each other over mTLS only. Default: false,
   * because a cluster without Istio does not know the kind.
   */
  readonly strictMtls?: boolean;
  readonly transform?: {
    readonly namespace?: Transform<NamespaceArgs>;
    readonly defaultDeny?: Transform<NetworkPolicyArgs>;
    readonly quota?: Transform<ResourceQuotaArgs>;
    readonly limits?: Transform<LimitRangeArgs>;
    readonly peerAuthentication?: Transform<CustomFields<"PeerAuthentication">>;
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
    const { quota, containerLimits, strictMtls = false, transform } = args;
    const identity = namespaceIdentity(args.name, args.system);

    const created = this.child(Namespace, "namespace", () => namespace(args), {
      transform: transform?.namespace,
    });
    this.child(NetworkPolicy, "default-deny", () => defaultDeny(identity), {
      transform: transform?.defaultDeny,
      dependsOn: created,
    });
    if (quota !== undefined) {
      this.child(ResourceQuota, "quota", () => resourceQuota(identity, quota), {
        transform: transform?.quota,
        dependsOn: created,
      });
    }
    if (containerLimits !== undefined) {
      this.child(LimitRange, "limits", () => limitRange(identity, containerLimits), {
        transform: transform?.limits,
        dependsOn: created,
      });
    }
    if (strictMtls) {
      this.custom("PeerAuthentication", "strict-mtls", () => strictPeerAuthentication(identity), {
        transform: transform?.peerAuthentication,
        dependsOn: created,
      });
    }

    this.namespace = args.name;
    this.done({ namespace: args.name });
  }
}
