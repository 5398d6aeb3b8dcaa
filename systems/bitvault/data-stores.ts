import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";

import { BulwarkComponent } from "../../components/base";
import { passwordFields } from "../../components/builders/generated-secret";
import type { CertificateIssuer } from "../../components/builders/tls";
import type { Flow } from "../../components/connection";
import { kedaOperator, natsCertificateHosts, NatsCluster, type NatsClusterArgs } from "../../components/nats-cluster";
import { PostgresCluster, type PostgresClusterArgs } from "../../components/postgres-cluster";
import type { SecretOrigin } from "../../components/secret-source";
import { TlsCertificate } from "../../components/tls-certificate";
import type { StackPeers } from "../peers";
import { natsUrl, postgresUrl } from "./connection-strings";
import type { NatsValues, PostgresValues } from "./in-cluster";
import type { BitvaultValues } from "./resolve";
import { exporterResources, nats, postgres } from "./store-values";
import { natsWorkload } from "./stores";
import { ambientOptOut, secretVariables, system, systemNamespace } from "./values";

/** Arguments of BitvaultDataStores. */
export interface BitvaultDataStoresArgs {
  readonly values: BitvaultValues;
  /** Those of the whole system. */
  readonly flows: readonly Flow[];
  readonly peers: StackPeers;
  /** Who signs certificates. Absent: nobody needs one. */
  readonly issuer?: CertificateIssuer | undefined;
}

/** The data stores that run in the namespace: a PostgreSQL of CloudNativePG, three servers of NATS, or both (G-46). */
export class BitvaultDataStores extends BulwarkComponent {
  /** Variable → its value, for who reaches the stores. */
  declare readonly connections: Readonly<Record<string, SecretOrigin>>;

  constructor(name: string, args: BitvaultDataStoresArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:BitvaultDataStores", name, options);
    const { postgres: postgresValues, nats: natsValues } = args.values.inCluster;
    const variables = secretVariables.bitvaultd;
    this.connections = {
      ...(postgresValues === undefined
        ? {}
        : { [variables.databaseUrl]: { value: this.runPostgres(postgresValues, args) } }),
      ...(natsValues === undefined ? {} : { [variables.natsUrl]: { value: this.runNats(natsValues, args) } }),
    };
    this.done({ namespace: args.values.namespace });
  }

  /** Gives DATABASE_URL. */
  private runPostgres(given: PostgresValues, args: BitvaultDataStoresArgs): pulumi.Output<string> {
    const { postgresPassword } = args.values.secrets.versions;
    const password = this.password("postgres", postgres.passwordLength, postgresPassword);
    const settings = postgresArgs(given, args, password);
    const { host } = new PostgresCluster(`${this.componentName}-postgres`, settings, this.inherited());
    return postgresUrl(password, host);
  }

  /** Gives NATS_URL. */
  private runNats(given: NatsValues, args: BitvaultDataStoresArgs): pulumi.Output<string> {
    const { stores, secrets } = args.values;
    const password = this.password("nats", nats.passwordLength, secrets.versions.natsPassword);
    const certified = this.inherited({ dependsOn: this.natsCertificate(args) });
    new NatsCluster(`${this.componentName}-nats`, natsArgs(given, args, password), certified);
    return natsUrl(password, stores.nats.tls);
  }

  private password(store: string, length: number, rotation: string | undefined): pulumi.Output<string> {
    const fields = this.check(() => passwordFields(`${store}.password`, { length, rotation }));
    return new RandomPassword(`${this.componentName}-${store}-password`, fields, this.inherited()).result;
  }

  /** C-45: for clients, and for the servers among themselves. */
  private natsCertificate({ values: { namespace, stores }, issuer }: BitvaultDataStoresArgs): pulumi.Resource[] {
    if (!stores.nats.tls || issuer === undefined) return [];
    const identity = natsWorkload(namespace);
    const args = {
      identity,
      secretName: nats.certificate,
      hosts: natsCertificateHosts(identity),
      source: { issuer },
      labels: identity.selector,
      isMutual: true,
      duration: nats.certificateDuration,
    };
    return [new TlsCertificate(`${this.componentName}-nats-certificate`, args, this.inherited())];
  }
}

function postgresArgs(
  { image, instances, maxConnections, resources, storage, backup }: PostgresValues,
  { values, flows, peers }: BitvaultDataStoresArgs,
  password: pulumi.Input<string>,
): PostgresClusterArgs {
  const { environment, namespace, mtls, imagePullSecrets, priorityClassName, monitoring } = values;
  return {
    name: postgres.name,
    namespace,
    partOf: system,
    environment,
    instances,
    image,
    imagePullSecrets,
    storage,
    resources,
    database: postgres.database,
    owner: postgres.owner,
    credentials: { secret: postgres.credentials, password },
    backup: backup?.backup,
    parameters: { max_connections: String(maxConnections) },
    scheduling: priorityClassName === undefined ? {} : { priorityClassName },
    // The operator and the instances show each other certificates of their own.
    ...(mtls === "mesh" ? { podLabels: ambientOptOut } : {}),
    monitoring: monitoring === undefined ? undefined : { instanceLabels: monitoring.labels },
    network: { ...peers.network, ...peers.postgres, backupStoreCidrs: backup?.cidrs, flows },
  };
}

function natsArgs(
  { image, exporterImage, resources, storage }: NatsValues,
  { values, flows, peers }: BitvaultDataStoresArgs,
  password: pulumi.Input<string>,
): NatsClusterArgs {
  const { environment, namespace, mtls, imagePullSecrets, priorityClassName, monitoring, restartedAt, stores } = values;
  const hasKeda = stores.consumer.monitoringEndpoint !== undefined;
  return {
    name: nats.name,
    namespace,
    partOf: system,
    environment,
    image,
    imagePullSecrets,
    resources,
    storage,
    authorization: { user: nats.user, password },
    ...(stores.nats.tls ? { tls: { secret: nats.certificate } } : {}),
    ...(exporterImage === undefined || monitoring === undefined
      ? {}
      : {
          exporter: {
            image: exporterImage,
            resources: exporterResources,
            monitoringNamespace: peers.postgres.monitoringNamespace,
            instanceLabels: monitoring.labels,
          },
        }),
    scheduling: priorityClassName === undefined ? {} : { priorityClassName },
    restartedAt,
    network: {
      ...peers.network,
      ...(mtls === "mesh" ? { mesh: peers.ambient } : {}),
      // KEDA lives with the other operators (SPEC 1.5.2).
      keda: hasKeda ? kedaOperator(systemNamespace) : undefined,
      flows,
    },
  };
}
