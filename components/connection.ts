import { NetworkPolicy, type NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import type { DnsPeer, Flow, PolicyNames } from "./builders/flow";
import { networkPolicies } from "./builders/network-policies";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** Arguments of Connection. */
export interface ConnectionArgs {
  readonly workload: WorkloadIdentity;
  readonly policies: PolicyNames;
  /** Flows in which the workload is one side; others are ignored, so that one list serves both sides. */
  readonly flows: readonly Flow[];
  /** Where DNS queries go. Default: kube-dns in kube-system. */
  readonly dns?: DnsPeer | undefined;
  /** The seed's own labels. Default: the selector. */
  readonly labels?: Labels | undefined;
  readonly transform?: { readonly networkPolicy?: Transform<NetworkPolicyArgs> | undefined };
}

/**
 * The connections of one workload: NetworkPolicies that admit exactly its flows (SPEC 1.8, R-19, R-25 to R-27).
 * A flow is declared once; the Connection of each side takes its half of it.
 */
export class Connection extends BulwarkComponent {
  /** Names of the NetworkPolicies. */
  declare readonly policies: readonly string[];

  constructor(name: string, args: ConnectionArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:Connection", name, options);
    const { workload, policies, flows, dns, transform, labels = workload.selector } = args;

    const objects = this.check(() => networkPolicies(workload, policies, flows, { dns, labels }));
    for (const object of objects) {
      const role = object.spec.policyTypes.join("-").toLowerCase();
      this.child(NetworkPolicy, role, () => object, { transform: transform?.networkPolicy });
    }

    this.policies = objects.map(({ metadata }) => metadata.name);
    this.done({ policies: this.policies });
  }
}
