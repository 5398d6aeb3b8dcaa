import * as pulumi from "@pulumi/pulumi";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1";
import { Namespace } from "@pulumi/kubernetes/core/v1";

import { BulwarkComponent } from "../components/base";
import { UserError } from "../config/primitives/user-error";

/** Arguments of Preflight. */
export interface PreflightArgs {
  /** Name of the stack, for messages. */
  readonly stack: string;
  /** UID that kube-system must have. Default: any, the cluster only has to answer. */
  readonly clusterUid?: string | undefined;
  /** Names of the CRDs that must exist, such as `scaledobjects.keda.sh`. Default: none. */
  readonly customResources?: readonly string[];
}

/**
 * Looks at the cluster before anything is changed, in previews too: it answers, it is the right one, it knows the
 * custom resources that the stack needs.
 *
 * Everything else of the stack depends on {@link Preflight.passed}. Where the verdict is bad that Output fails, so no
 * other registration reaches the engine, and the one error is the only message.
 */
export class Preflight extends BulwarkComponent {
  /** UID of the cluster's Namespace kube-system, which tells one cluster from another. */
  declare readonly clusterUid: pulumi.Output<string>;
  /** What other resources name in `dependsOn`. */
  declare readonly passed: pulumi.Output<pulumi.Resource[]>;

  constructor(name: string, args: PreflightArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:Preflight", name, options);
    const system = Namespace.get(`${name}-kube-system`, "kube-system", { parent: this });
    const definitions = (args.customResources ?? []).map((crd) =>
      CustomResourceDefinition.get(`${name}-${crd}`, crd, { parent: this }),
    );
    this.clusterUid = system.metadata.uid.apply((uid) => verified(args, uid));
    const answered = pulumi.all([this.clusterUid, ...definitions.map((definition) => definition.id)]);
    this.passed = answered.apply(() => [system, ...definitions]);
    this.done({ clusterUid: this.clusterUid });
  }
}

function verified({ stack, clusterUid: expected }: PreflightArgs, found: string): string {
  if (expected !== undefined && found !== expected) {
    throw new UserError(
      `The wrong cluster: kube-system has the UID ${found}, and stack "${stack}" belongs to the cluster with ${expected} (bulwark:clusterUid). ` +
        `Nothing was changed. Choose the right kubeconfig or bulwark:context; if the stack is meant to move to this cluster: pulumi config set --stack ${stack} bulwark:clusterUid ${found}`,
    );
  }
  return found;
}
