import type * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/kubernetes/provider";

import { SecureNamespace, type SecureNamespaceArgs } from "../components/secure-namespace";
import type { StackSettings } from "../config/stack";
import { stackAnnotations } from "./annotations";
import { Preflight } from "./preflight";

/** What all systems of a stack share: the cluster, the verdict about it, and the namespaces in which systems meet. */
export class Platform {
  declare readonly settings: StackSettings;
  declare readonly preflight: Preflight;
  /** Options of every top-level component: the provider, the dependence on the preflight, the stack's annotations. */
  declare readonly options: pulumi.ComponentResourceOptions;
  private readonly namespaces = new Map<string, SecureNamespace>();

  /** @param customResources CRDs that the stack's systems need. */
  constructor(settings: StackSettings, customResources: readonly string[]) {
    const { stack, cluster, skipAwait } = settings;
    const provider = new Provider("cluster", {
      // A ConfigMap or Secret that is replaced gets no second name here, so it has to change in place.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      ...(cluster.context === undefined ? {} : { context: cluster.context }),
      ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
      // With the cluster's identity at hand, a renamed context or moved endpoint replaces nothing.
      ...(cluster.uid === undefined ? {} : { clusterIdentifier: cluster.uid }),
    });
    this.settings = settings;
    this.preflight = new Preflight(
      "preflight",
      { stack, clusterUid: cluster.uid, customResources },
      { providers: [provider] },
    );
    this.options = {
      providers: [provider],
      dependsOn: this.preflight.passed,
      transformations: [stackAnnotations(skipAwait)],
    };
  }

  /** The namespace of that name, registered once however many systems share it (C-40). */
  sharedNamespace(args: SecureNamespaceArgs): SecureNamespace {
    const known = this.namespaces.get(args.name);
    if (known !== undefined) {
      return known;
    }
    const created = new SecureNamespace(args.name, args, this.options);
    this.namespaces.set(args.name, created);
    return created;
  }
}
