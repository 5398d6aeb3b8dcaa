import { NetworkPolicy, type NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { authorizationPolicy } from "./builders/authorization-policy";
import type { DnsPeer, Flow, PolicyNames } from "./builders/flow";
import { carriedFlows, type Mesh, type Surroundings } from "./builders/mesh";
import { networkPolicies } from "./builders/network-policies";
import { plaintextPorts } from "./builders/plaintext-ports";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";
import { groupOf, type Labels, type WorkloadIdentity } from "./types";

export type { Flow, Peer, PolicyNames } from "./builders/flow";
export type { Mesh } from "./builders/mesh";

/** What a workload says of its network. */
export interface NetworkSettings extends Pick<Surroundings, "mesh" | "nodeCidrs"> {
  readonly policies: PolicyNames;
  /** Flows in which the workload is one side; others are ignored, so that one list serves both sides. */
  readonly flows: readonly Flow[];
  /** Where DNS queries go. Default: kube-dns in kube-system. */
  readonly dns?: DnsPeer | undefined;
}

/** Arguments of Connection. */
export interface ConnectionArgs extends NetworkSettings, Pick<Surroundings, "probes"> {
  readonly workload: WorkloadIdentity;
  /** The seed's own labels. Default: those that the policies select by. */
  readonly labels?: Labels | undefined;
  readonly transform?: ConnectionTransforms | undefined;
}

/** One hatch per child of a Connection. */
export interface ConnectionTransforms {
  readonly networkPolicy?: Transform<NetworkPolicyArgs> | undefined;
  readonly authorizationPolicy?: Transform<CustomFields<"AuthorizationPolicy">> | undefined;
  readonly peerAuthentication?: Transform<CustomFields<"PeerAuthentication">> | undefined;
}

/**
 * The connections of one workload: NetworkPolicies that admit exactly its flows (SPEC 1.8, R-19, R-25 to R-27), and in a
 * mesh an AuthorizationPolicy that admits exactly the identities of their `from` sides (G-28).
 * A flow is declared once; the Connection of each side takes its half of it.
 */
export class Connection extends BulwarkComponent {
  /** Whose pods the policies select. */
  declare readonly workload: WorkloadIdentity;
  /** The mesh that the pods are in, if any. */
  declare readonly mesh: Mesh | undefined;
  /** Names of the NetworkPolicies. */
  declare readonly policies: readonly string[];

  constructor(name: string, args: ConnectionArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:Connection", name, options);
    const { workload, policies, dns, mesh, transform, labels = groupOf(workload) } = args;

    const flows = carriedFlows(workload, args.flows, args);
    const objects = this.check(() => networkPolicies(workload, policies, flows, { dns, labels }));
    for (const object of objects) {
      const role = object.spec.policyTypes.join("-").toLowerCase();
      this.child(NetworkPolicy, role, () => object, { transform: transform?.networkPolicy });
    }
    if (mesh !== undefined) this.authorize(mesh, args, labels);

    this.workload = workload;
    this.mesh = mesh;
    this.policies = objects.map(({ metadata }) => metadata.name);
    this.done({ policies: this.policies });
  }

  /** What the mesh itself enforces: identities instead of labels and addresses. */
  private authorize(mesh: Mesh, { workload, flows, transform }: ConnectionArgs, labels: Labels): void {
    this.custom("AuthorizationPolicy", "authorization", () => authorizationPolicy(workload, mesh, flows, labels), {
      transform: transform?.authorizationPolicy,
    });
    const exception = this.check(() => plaintextPorts(workload, flows, labels));
    if (exception !== undefined) {
      this.custom("PeerAuthentication", "plaintext", () => exception, { transform: transform?.peerAuthentication });
    }
  }
}
