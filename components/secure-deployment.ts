import { Deployment, type DeploymentArgs } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { deployment } from "./builders/deployment";
import { isExclusive } from "./builders/persistent-volume-claim";
import type { Connection, NetworkSettings } from "./connection";
import { MigrationJob, type MigrationSettings, type MigrationTransforms } from "./migration-job";
import { SecureWorkload } from "./secure-workload";
import {
  objectSettings,
  rolloutTimeouts,
  type SecureWorkloadArgs,
  type WorkloadTransforms,
} from "./secure-workload-args";
import type { Transform } from "./transform";
import { workloadData } from "./workload-data";

/** A migration of a workload, with the connections of its pods. */
export interface WorkloadMigration extends MigrationSettings {
  readonly network: NetworkSettings | Connection;
}

/** Arguments of SecureDeployment. A ReadWriteOnce claim makes the strategy `Recreate`. */
export interface SecureDeploymentArgs extends SecureWorkloadArgs {
  /** An autoscaler owns `spec.replicas` after creation: the engine ignores it from then on (C-01, R-34). Default: false. */
  readonly autoscaled?: boolean;
  /** Runs in the image of the pods before any of them starts (G-59). Default: none. */
  readonly migration?: WorkloadMigration | undefined;
  readonly transform?: WorkloadTransforms & {
    readonly deployment?: Transform<DeploymentArgs>;
    readonly migration?: MigrationTransforms;
  };
}

/**
 * A hardened Deployment with its ServiceAccount, ConfigMap, Secrets, claims, NetworkPolicies and Services, and the
 * migration of its database.
 */
export class SecureDeployment extends SecureWorkload {
  /** What it was made of; a canary has the same values (C-29). */
  declare readonly settings: SecureDeploymentArgs;
  /** What its pods wait for; a canary's has the same connections. */
  declare readonly migration: MigrationJob | undefined;

  constructor(name: string, args: SecureDeploymentArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureDeployment", name, args, options);
    this.settings = args;
    this.migration = args.migration && this.migrate(args, args.migration);
    this.run(args);
    for (const settings of args.services ?? []) this.expose(settings, args);
    this.done({ name: args.name, namespace: args.namespace });
  }

  /** When it fails, the pods of the release before go on as they are. */
  private migrate(args: SecureDeploymentArgs, migration: WorkloadMigration): MigrationJob {
    return new MigrationJob(
      `${this.componentName}-migration`,
      {
        ...migration,
        workload: { ...this.workload, serviceAccount: this.account.name },
        pod: args,
        data: workloadData(args.config, args.secrets),
        transform: args.transform?.migration,
      },
      this.inherited({ dependsOn: [...this.prerequisites] }),
    );
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
        dependsOn: [...this.prerequisites, ...(this.migration === undefined ? [] : [this.migration])],
        ...rolloutTimeouts(args),
        ...(autoscaled ? { ignoreChanges: ["spec.replicas"] } : {}),
      },
    );
  }
}
