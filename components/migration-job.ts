import { Job, type JobArgs } from "@pulumi/kubernetes/batch/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import {
  defaultDeadlineMinutes,
  migrationIdentity,
  migrationJob,
  type MigrationSettings,
} from "./builders/migration-job";
import type { PodSettings } from "./builders/pod-settings";
import { Connection, type ConnectionTransforms, type NetworkSettings } from "./connection";
import type { Transform } from "./transform";
import { groupOf, type WorkloadIdentity } from "./types";
import { injections, type WorkloadData } from "./workload-data";

export { migrationIdentity, type MigrationSettings } from "./builders/migration-job";

/** One hatch per child of a MigrationJob. */
export interface MigrationTransforms extends ConnectionTransforms {
  readonly job?: Transform<JobArgs> | undefined;
}

/** Arguments of MigrationJob. */
export interface MigrationJobArgs extends MigrationSettings {
  /** Whose database it is; the account must exist. */
  readonly workload: WorkloadIdentity;
  /** The workload's pod: user, image, variables, scratch space and init containers are the migration's too. */
  readonly pod: PodSettings;
  /** The ConfigMap and Secrets that reach the workload's container; they must exist. Default: none. */
  readonly data?: WorkloadData | undefined;
  /**
   * The migration's own flows, from {@link migrationIdentity}, and its mesh; or the Connection of the migration of another
   * workload of the same group.
   */
  readonly network: NetworkSettings | Connection;
  readonly transform?: MigrationTransforms | undefined;
}

/**
 * A Job that brings a workload's database up to date, and the NetworkPolicy of its pods (G-59). What depends on it waits
 * until it has succeeded; when it fails, nothing that depends on it is touched.
 *
 * It is outside a mesh unless its network says otherwise: a database that takes mTLS only is reached with a native sidecar,
 * which Kubernetes ends with the Job.
 */
export class MigrationJob extends BulwarkComponent {
  /** The connections of its pods; a canary's migration has the same (C-32). */
  declare readonly network: Connection;

  constructor(name: string, args: MigrationJobArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:MigrationJob", name, options);
    const { network, transform } = args;
    const identity = identityOf(args);

    this.network =
      network instanceof Connection
        ? network
        : new Connection(`${name}-network`, { ...network, workload: identity, transform }, this.inherited());
    this.run(args, identity);
    this.done({ name: identity.name, namespace: identity.namespace });
  }

  private run(args: MigrationJobArgs, identity: WorkloadIdentity): void {
    const { pod, data, deadlineMinutes = defaultDeadlineMinutes, transform } = args;
    // One minute more than the Job has, so that the Job itself tells what became of it.
    const limit = `${deadlineMinutes + 1}m`;
    this.child(
      Job,
      "job",
      () =>
        migrationJob(identity, args, pod, {
          injections: data === undefined ? [] : injections(data),
          mesh: this.network.mesh?.mode,
        }),
      {
        transform: transform?.job,
        dependsOn: this.network,
        customTimeouts: { create: limit, update: limit, delete: "10m" },
      },
    );
  }
}

/** Pods that another migration's policies select carry its labels. */
function identityOf({ workload, network }: MigrationJobArgs): WorkloadIdentity {
  const identity = migrationIdentity(workload);
  return network instanceof Connection ? { ...identity, selector: groupOf(network.workload) } : identity;
}
