import { Secret, type SecretArgs } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../config/primitives/environment";
import { ArgumentError } from "./argument-error";
import { BulwarkComponent } from "./base";
import { basicAuthSecret } from "./builders/basic-auth-secret";
import { scheduledBackup } from "./builders/postgres-backup";
import { postgresCluster, postgresSelector, type PostgresClusterSettings } from "./builders/postgres-cluster";
import {
  postgresFlows,
  postgresMetricsPort,
  postgresStatusPort,
  type PostgresNeighbours,
} from "./builders/postgres-flows";
import { Connection, type ConnectionTransforms, type NetworkSettings } from "./connection";
import type { CustomFields } from "./custom-resources";
import { Monitoring } from "./monitoring";
import { retention } from "./retention";
import { secretData } from "./secret-data";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

export { postgresFlow, postgresPort } from "./builders/postgres-flows";

/** Arguments of PostgresCluster. */
export interface PostgresClusterArgs extends Omit<PostgresClusterSettings, "bootstrap"> {
  /** Name of the Cluster: its pods are labelled and its Services named by it. */
  readonly name: string;
  readonly namespace: string;
  readonly partOf: string;
  /** In prod the Cluster is protected and retained (R-78, G-58). */
  readonly environment: Environment;
  readonly database: string;
  /** Role that owns the database, for the application. */
  readonly owner: string;
  /** The owner's credentials: a Secret is made of the password, or exists under that name. */
  readonly credentials: {
    readonly secret: string;
    /** Becomes a Pulumi secret whatever is given. Default: the Secret exists. */
    readonly password?: pulumi.Input<string>;
  };
  /** Clients' flows ({@link postgresFlow}), neighbours, and what a Connection wants to know. */
  readonly network: Omit<NetworkSettings, "policies"> &
    PostgresNeighbours & {
      /** Name of the NetworkPolicy. Default: the Cluster's name. */
      readonly policy?: string;
    };
  /** A PodMonitor with the labels by which Prometheus selects it. Default: nothing is scraped. */
  readonly monitoring?: { readonly instanceLabels: Labels } | undefined;
  readonly transform?: ConnectionTransforms & {
    readonly cluster?: Transform<CustomFields<"Cluster">>;
    readonly backup?: Transform<CustomFields<"ScheduledBackup">>;
    readonly secret?: Transform<SecretArgs>;
    readonly podMonitor?: Transform<CustomFields<"PodMonitor">>;
  };
}

/**
 * A PostgreSQL that CloudNativePG runs: Cluster, credentials, NetworkPolicies, backups and a PodMonitor (C-10, G-46). The operator
 * makes pods, claims, Services, budgets and the ServiceAccount `NAME`.
 */
export class PostgresCluster extends BulwarkComponent {
  /** For the flows of clients. */
  declare readonly workload: WorkloadIdentity;
  /** Name of the Service in front of the primary. */
  declare readonly host: string;

  constructor(name: string, args: PostgresClusterArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:PostgresCluster", name, options);
    this.workload = postgresIdentity(args);
    this.host = `${args.name}-rw`;

    const prerequisites = [this.connect(args), ...this.credentials(args)];
    const settings = {
      ...args,
      bootstrap: { database: args.database, owner: args.owner, secret: args.credentials.secret },
    };
    const cluster = this.custom("Cluster", "cluster", () => postgresCluster(this.workload, settings), {
      transform: args.transform?.cluster,
      dependsOn: prerequisites,
      ...retention(args),
    });
    this.backUp(args, cluster);
    this.monitor(args);

    this.done({ host: this.host });
  }

  /** A backup that cannot reach its store would be noticed when it is needed. */
  private backUp({ backup, network, transform }: PostgresClusterArgs, cluster: pulumi.Resource): void {
    if (backup === undefined) return;
    if ((network.backupStoreCidrs ?? []).length === 0) {
      const remedy = "name the blocks of the object store";
      this.check(() => {
        throw new ArgumentError("network.backupStoreCidrs", "no block beside a backup", "at least one", remedy);
      });
    }
    this.custom("ScheduledBackup", "backup", () => scheduledBackup(this.workload, backup), {
      transform: transform?.backup,
      dependsOn: cluster,
    });
  }

  private connect({ network, transform = {} }: PostgresClusterArgs): Connection {
    const { policy = this.workload.name, flows, ...surroundings } = network;
    const { networkPolicy, authorizationPolicy, peerAuthentication } = transform;
    return new Connection(
      `${this.componentName}-network`,
      {
        ...surroundings,
        workload: this.workload,
        policies: { both: policy },
        labels: {},
        flows: [...flows, ...this.check(() => postgresFlows(this.workload, network))],
        probes: [postgresStatusPort],
        transform: { networkPolicy, authorizationPolicy, peerAuthentication },
      },
      this.inherited(),
    );
  }

  private credentials({ owner, credentials, transform }: PostgresClusterArgs): pulumi.Resource[] {
    const { secret, password } = credentials;
    if (password === undefined) return [];
    // The operator changes the password in the database when the Secret changes (CloudNativePG, External Secrets).
    const settings = { name: secret, labels: { "cnpg.io/reload": "true" } };
    const pair = { username: secretData(owner), password: secretData(password) };
    return [
      this.child(Secret, "credentials", () => basicAuthSecret(this.workload, settings, pair), {
        transform: transform?.secret,
      }),
    ];
  }

  /**
   * Not by the operator's own switch, which is deprecated and knows no labels; without it the operator deletes a PodMonitor
   * of the Cluster's name, hence another name.
   */
  private monitor({ monitoring, transform }: PostgresClusterArgs): void {
    if (monitoring === undefined) return;
    new Monitoring(
      `${this.componentName}-monitoring`,
      {
        ...monitoring,
        workload: this.workload,
        podMonitors: [
          {
            name: `${this.workload.name}-metrics`,
            // The pods of the operator's jobs have no metrics.
            pods: { ...this.workload.selector, "cnpg.io/podRole": "instance" },
            endpoints: [{ port: postgresMetricsPort }],
          },
        ],
        ...(transform?.podMonitor === undefined ? {} : { transform: { podMonitor: transform.podMonitor } }),
      },
      this.inherited(),
    );
  }
}

/** What the flows of clients need to know of a Cluster before it is made. */
export function postgresIdentity({
  name,
  namespace,
  partOf,
}: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">): WorkloadIdentity {
  return { name, namespace, partOf, selector: postgresSelector(name) };
}
