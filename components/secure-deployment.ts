import { Deployment, type DeploymentArgs } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { deployment } from "./builders/deployment";
import { isExclusive } from "./builders/persistent-volume-claim";
import {
  objectSettings,
  rolloutTimeouts,
  SecureWorkload,
  type SecureWorkloadArgs,
  type WorkloadTransforms,
} from "./secure-workload";
import type { Transform } from "./transform";

/** Arguments of SecureDeployment. A ReadWriteOnce claim makes the strategy `Recreate`. */
export interface SecureDeploymentArgs extends SecureWorkloadArgs {
  /** An autoscaler owns `spec.replicas` after creation: the engine ignores it from then on (C-01, R-34). Default: false. */
  readonly autoscaled?: boolean;
  readonly transform?: WorkloadTransforms & { readonly deployment?: Transform<DeploymentArgs> };
}

/** A hardened Deployment with its ServiceAccount, ConfigMap, Secrets, claims, NetworkPolicies and Services. */
export class SecureDeployment extends SecureWorkload {
  /** What it was made of; a canary has the same values (C-29). */
  declare readonly settings: SecureDeploymentArgs;

  constructor(name: string, args: SecureDeploymentArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureDeployment", name, args, options);
    this.settings = args;
    this.run(args);
    for (const settings of args.services ?? []) this.expose(settings, args);
    this.done({ name: args.name, namespace: args.namespace });
  }

  private run(args: SecureDeploymentArgs): void {
    const autoscaled = args.autoscaled ?? false;
    const hasExclusiveClaim = (args.claims ?? []).some(isExclusive);
    const rollout = { replicas: args.replicas, autoscaled, hasExclusiveClaim, minutes: args.rolloutMinutes };
    this.child(
      Deployment,
      "deployment",
      () => deployment(this.workload, objectSettings(args), rollout, this.podTemplate(args)),
      {
        transform: args.transform?.deployment,
        dependsOn: [...this.prerequisites],
        ...rolloutTimeouts(args),
        ...(autoscaled ? { ignoreChanges: ["spec.replicas"] } : {}),
      },
    );
  }
}
