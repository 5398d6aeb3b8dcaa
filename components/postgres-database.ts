import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../config/primitives/environment";
import type { ByteQuantity } from "../config/primitives/quantity";
import { BulwarkComponent } from "./base";
import type { ClaimTemplateSettings } from "./builders/persistent-volume-claim";
import type { PodSettings } from "./builders/pod-settings";
import { databasePod, databasePort, scriptKey, type PostgresSettings } from "./builders/postgres-database";
import { postgresPort } from "./builders/postgres-flows";
import { roleScript } from "./builders/postgres-role";
import type { NetworkSettings } from "./connection";
import type { SecretSource } from "./secret-source";
import { SecureStatefulSet, type SecureStatefulSetArgs } from "./secure-stateful-set";
import type { WorkloadIdentity } from "./types";

export { assertConnections, neededConnections, type ClientPool } from "./builders/postgres-database";
export { postgresFlow } from "./builders/postgres-flows";

/** Arguments of PostgresDatabase. */
export interface PostgresDatabaseArgs
  extends
    WorkloadIdentity,
    Pick<PodSettings, "scheduling" | "podLabels" | "podAnnotations" | "imagePullSecrets" | "restartedAt">,
    Omit<PostgresSettings, "password" | "applicationRole" | "storage" | "scratch"> {
  /** In prod the StatefulSet is protected and retained. */
  readonly environment: Environment;
  /** Name of the headless Service, the host of all clients. */
  readonly serviceName: string;
  /** The Secret with the passwords; all its keys are used. */
  readonly passwords: SecretSource;
  /** Key of the superuser's password. Default: "password". */
  readonly passwordKey?: string;
  /** A role with fewer rights for the application, and the key of its password. Default: none (C-13). */
  readonly applicationRole?: { readonly name: string; readonly passwordKey: string } | undefined;
  /** The volume of the data; `name` is that of the claim template. */
  readonly storage: Omit<ClaimTemplateSettings, "accessMode">;
  /**
   * Sizes of what is written beside the data. Default: 64Mi of temporary files, 256Mi of shared memory, which parallel
   * queries use and which counts against the memory limit.
   */
  readonly scratch?: { readonly temporary?: ByteQuantity; readonly sharedMemory?: ByteQuantity };
  readonly network: NetworkSettings;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: SecureStatefulSetArgs["labels"];
  readonly transform?: SecureStatefulSetArgs["transform"];
}

/**
 * One PostgreSQL with one volume (SPEC 1.2.9): a StatefulSet of one pod behind a headless Service. It has no disruption
 * budget, because one would stop every node drain (G-07); whoever needs more takes a PostgresCluster (C-10).
 */
export class PostgresDatabase extends BulwarkComponent {
  /** For the flows of clients. */
  declare readonly workload: WorkloadIdentity;
  /** Name of the Service. */
  declare readonly host: string;
  declare private readonly settings: PostgresDatabaseArgs;

  constructor(name: string, args: PostgresDatabaseArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:PostgresDatabase", name, options);
    this.settings = args;

    const settings = this.check(() => statefulSetArgs(args));
    const server = new SecureStatefulSet(`${name}-server`, settings, this.inherited());

    this.workload = server.workload;
    this.host = args.serviceName;
    this.done({ host: args.serviceName });
  }

  /**
   * The connection string of the application: as its own role, or as the superuser where it has none (C-13).
   * @throws UserError when the password is an external key, which the program does not know.
   */
  url(): pulumi.Output<string> {
    const { database, user, passwords, passwordKey = defaultKey, applicationRole } = this.settings;
    const { name, passwordKey: key } = applicationRole ?? { name: user, passwordKey };
    const encoded = passwords.value(key).apply(encodeURIComponent);
    return pulumi.interpolate`postgresql://${name}:${encoded}@${this.host}:${postgresPort.number}/${database}`;
  }
}

/** The key of the superuser's password (SPEC 1.2.9). */
const defaultKey = "password";

function statefulSetArgs(args: PostgresDatabaseArgs): SecureStatefulSetArgs {
  const { name, namespace, partOf, selector, group, labels, environment, network, transform, passwords } = args;
  const script = `${name}-init`;
  return {
    name,
    namespace,
    partOf,
    selector,
    group,
    labels,
    environment,
    network,
    transform,
    replicas: 1,
    ...databasePod(databaseSettings(args, script)),
    scheduling: args.scheduling,
    podLabels: args.podLabels,
    podAnnotations: args.podAnnotations,
    imagePullSecrets: args.imagePullSecrets,
    restartedAt: args.restartedAt,
    ...(args.applicationRole === undefined
      ? {}
      : { config: { name: script, data: { [scriptKey]: roleScript }, inject: "volume" } }),
    secrets: [{ from: passwords, inject: "variables" }],
    headlessService: {
      name: args.serviceName,
      ports: [{ target: databasePort, name: postgresPort.name, targetBy: "number" }],
    },
    claimTemplates: [args.storage],
  };
}

function databaseSettings(args: PostgresDatabaseArgs, script: string): PostgresSettings {
  const { passwords, passwordKey = defaultKey, applicationRole: role, storage, scratch } = args;
  const secret = passwords.secretName;
  return {
    ...args,
    password: { secret, key: passwordKey },
    applicationRole: role && { name: role.name, password: { secret, key: role.passwordKey }, script },
    storage: storage.name,
    scratch: { temporary: scratch?.temporary ?? "64Mi", sharedMemory: scratch?.sharedMemory ?? "256Mi" },
  };
}
