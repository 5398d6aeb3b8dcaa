import type { ByteQuantity } from "../../config/primitives/quantity";
import { ArgumentError, wholeNumber } from "../argument-error";
import type { Port } from "../types";
import type { Drain, Mount, PodSettings, PodUser, Probes, ProbeTimes, Resources, Volume } from "./pod-settings";
import { checkedRole, checkedSqlName } from "./postgres-role";

/** Where PostgreSQL listens. The Service's port has a name of its own, which tells a mesh the protocol (G-26). */
export const databasePort: Port = { name: "postgres", number: 5432, appProtocol: "tcp" };

/** Clients that keep a pool of connections in each of their pods. */
export interface ClientPool {
  /** The workload, for messages. */
  readonly name: string;
  /** The most pods that it has; under an autoscaler its maximum. */
  readonly maxReplicas: number;
  /** Connections of one pod. */
  readonly poolSize: number;
}

/** A key of a Secret with a password. */
export interface PasswordReference {
  readonly secret: string;
  readonly key: string;
}

/** A role for the application, with fewer rights than the superuser (C-13). */
export interface ApplicationRole {
  readonly name: string;
  readonly password: PasswordReference;
  /** Name of the ConfigMap with the script that creates the role. */
  readonly script: string;
}

/** What the systems decide of a PostgreSQL. */
export interface PostgresSettings {
  /** An image of docker-library/postgres or one built on it, such as TimescaleDB; it runs as user 70 (G-31). */
  readonly image: string;
  /** Database that is created at the first start. */
  readonly database: string;
  /** Superuser that is created at the first start. */
  readonly user: string;
  readonly password: PasswordReference;
  /** Default: none, the application is the superuser, as in the seed (C-13). */
  readonly applicationRole?: ApplicationRole | undefined;
  /** `max_connections`: what all pools may open together, and three for the superuser (G-37). */
  readonly maxConnections: number;
  readonly clients: readonly ClientPool[];
  /** Name of the claim template with the data. */
  readonly storage: string;
  readonly resources: Resources;
  /** When `pg_isready` is asked (G-05). */
  readonly probes: Readonly<Record<"startup" | "readiness" | "liveness", ProbeTimes>>;
  readonly drain: Drain;
  /** Sizes of what is written beside the data; shared memory counts against the memory limit. */
  readonly scratch: { readonly temporary: ByteQuantity; readonly sharedMemory: ByteQuantity };
}

/** The `postgres` user of the Alpine image (G-31). With `Always` the kubelet would open the data to the group at each
 * start, and PostgreSQL refuses a data directory that is open. */
const user: PodUser = { user: 70, group: 70, fsGroup: 70, fsGroupChangePolicy: "OnRootMismatch" };
const dataPath = "/var/lib/postgresql/data";
/** Holds the lock and the socket, both empty files. */
const socketsSize = "1Mi";
/** `superuser_reserved_connections`: PostgreSQL keeps them back (PostgreSQL, Connections and Authentication). */
const reservedConnections = 3;
/** Scripts here run once, after the database was created (docker-library, postgres: initialization scripts). */
const scriptPath = "/docker-entrypoint-initdb.d/900_application_role.sh";
/** The key of the script in its ConfigMap. */
export const scriptKey = "application_role.sh";

/**
 * How many connections all pools can open at the same time: during an update a workload has one pod more.
 * @throws ArgumentError for pools and replicas below 1.
 */
export function neededConnections(clients: readonly ClientPool[]): number {
  return clients
    .map(({ name, maxReplicas, poolSize }) => {
      const replicas = wholeNumber(`clients.${name}.maxReplicas`, maxReplicas, 1);
      return (replicas + 1) * wholeNumber(`clients.${name}.poolSize`, poolSize, 1);
    })
    .reduce((sum, connections) => sum + connections, 0);
}

/** @throws ArgumentError when the pools of the clients could open more connections than the database takes (G-37). */
export function assertConnections(maxConnections: number, clients: readonly ClientPool[]): void {
  wholeNumber("maxConnections", maxConnections, 1);
  const needed = neededConnections(clients) + reservedConnections;
  if (needed > maxConnections) {
    const pools = clients.map((each) => `${each.name} ${each.maxReplicas} + 1 pods of ${each.poolSize}`).join(", ");
    throw new ArgumentError(
      "maxConnections",
      `${maxConnections}`,
      `at least ${needed} (${pools}; ${reservedConnections} for the superuser)`,
      "raise it, or shrink the pools or the greatest number of pods (G-37)",
    );
  }
}

/**
 * The pod of a single PostgreSQL: it writes to its claim and to scratch space only (G-31), and has no network of its own
 * for the probes (G-05).
 * @throws ArgumentError for too few connections, names that are no identifiers, and a role that exists already.
 */
export function databasePod(settings: PostgresSettings): PodSettings {
  assertConnections(settings.maxConnections, settings.clients);
  const { applicationRole: role, scratch } = settings;
  const places: Record<string, Mount & { readonly volume?: Volume }> = {
    [settings.storage]: { path: dataPath },
    tmp: { path: "/tmp", volume: { scratch: scratch.temporary } },
    run: { path: "/var/run/postgresql", volume: { scratch: socketsSize } },
    shm: { path: "/dev/shm", volume: { scratch: scratch.sharedMemory, medium: "Memory" } },
    ...(role === undefined ? {} : { init: { path: scriptPath, file: scriptKey, volume: { configMap: role.script } } }),
  };
  return {
    user,
    container: {
      name: "postgres",
      image: settings.image,
      // Beats what the image has written to the data directory at the first start.
      args: ["-c", `max_connections=${settings.maxConnections}`],
      ports: [databasePort],
      probes: probes(settings),
      env: environment(settings),
      resources: settings.resources,
      mounts: Object.fromEntries(
        Object.entries(places).map(([name, { path, file }]) => [name, { path, ...(file && { file }) }]),
      ),
    },
    drain: settings.drain,
    volumes: Object.fromEntries(
      Object.entries(places).flatMap(([name, { volume }]) => (volume === undefined ? [] : [[name, volume]])),
    ),
  };
}

function environment(settings: PostgresSettings): NonNullable<PodSettings["container"]["env"]> {
  const { applicationRole: role } = settings;
  return {
    POSTGRES_DB: checkedSqlName("database", settings.database),
    POSTGRES_USER: checkedSqlName("user", settings.user),
    POSTGRES_PASSWORD: settings.password,
    // Below the mount, whose own directory may hold more than the data (docker-library, postgres: PGDATA).
    PGDATA: `${dataPath}/pgdata`,
    ...(role === undefined
      ? {}
      : {
          APPLICATION_ROLE: checkedRole("applicationRole.name", role.name, settings.user),
          APPLICATION_PASSWORD: role.password,
        }),
  };
}

/** It answers whether connections are taken, and logs in nowhere (PostgreSQL, pg_isready). */
function probes({ user: superuser, database, probes: times }: PostgresSettings): Probes {
  const exec = ["pg_isready", "-U", superuser, "-d", database];
  return {
    startup: { exec, ...times.startup },
    readiness: { exec, ...times.readiness },
    liveness: { exec, ...times.liveness },
  };
}
