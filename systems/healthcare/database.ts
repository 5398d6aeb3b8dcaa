import type { ClientPool } from "../../components/postgres-database";
import { neededConnections } from "../../components/postgres-database";
import { resolveKnownImage } from "../../config/image";
import type { ByteQuantity } from "../../config/primitives/quantity";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { checkApiServer } from "../common/api-server";
import type { Replicas } from "../common/replicas";
import { resolveResources, type LimitedResources } from "../common/resources";
import type { HealthcareKeys } from "./schema";
import { figures, images, names, reservedConnections, type HealthcareEnvironment } from "./values";

/** The database (SPEC 1.2.9). */
export interface DatabaseValues {
  /** Full reference of the image. */
  readonly image: string;
  /** Instances of a cluster that CloudNativePG runs. Absent: one TimescaleDB pod (C-10). */
  readonly cluster?: { readonly instances: number };
  /** Role that the app uses. Absent: the superuser, or a cluster's owner by its default name (C-13). */
  readonly applicationRole?: string;
  readonly resources: LimitedResources;
  readonly size: ByteQuantity;
  /** Absent: the cluster's own default class. */
  readonly storageClassName?: string;
  readonly maxConnections: number;
  /** Who connects, with how large a pool. */
  readonly clients: readonly [ClientPool];
}

type HealthcareScope = Scope & { readonly environment: HealthcareEnvironment };

/** Lays the stack's values over the environment's figures. */
export function resolveDatabase(
  scope: HealthcareScope,
  { apiServerCidrs }: Pick<StackSettings, "apiServerCidrs">,
  { database = {}, images: given, poolSize = figures[scope.environment].poolSize }: HealthcareKeys,
  { replicas, autoscaler }: Replicas,
): DatabaseValues {
  const base = figures[scope.environment].database;
  const { applicationRole, storageClassName = base.storageClassName } = database;
  const isCluster = database.kind === "cloudNativePg";
  if (isCluster) {
    checkImage(scope, given?.database?.repository);
    checkApiServer(scope, apiServerCidrs);
  } else if (database.instances !== undefined) {
    reportInstances(scope, database.instances);
  }
  const client: ClientPool = { name: names.app, maxReplicas: autoscaler?.max ?? replicas, poolSize };
  const maxConnections = database.maxConnections ?? base.maxConnections;
  checkConnections(scope, client, maxConnections);
  return {
    image: resolveKnownImage(scope, "images.database", given?.database, images.database).reference,
    ...(isCluster ? { cluster: { instances: database.instances ?? base.instances } } : {}),
    ...(applicationRole === undefined ? {} : { applicationRole }),
    resources: resolveResources(scope, "database.resources", base.resources, database.resources),
    size: (database.size ?? base.size) as ByteQuantity,
    ...(storageClassName === undefined ? {} : { storageClassName }),
    maxConnections,
    clients: [client],
  };
}

/** The seed's image has none of what the operator expects of its instances. */
function checkImage({ stack, namespace, report }: Scope, repository: string | undefined): void {
  if (repository === undefined) {
    const key = `${namespace}:images.database.repository`;
    report({
      key,
      given: `nothing, which means ${images.database.repository}`,
      allowed: "an image made for CloudNativePG, with the extensions of TimescaleDB (C-10)",
      remedy: [setCommand(stack, key, "registry.example.com/cloudnative-pg-timescaledb")],
    });
  }
}

function reportInstances({ stack, namespace, report }: Scope, instances: number): void {
  const key = `${namespace}:database.instances`;
  report({
    key,
    given: String(instances),
    allowed: "nothing with the kind timescale, which is one pod (C-10)",
    remedy: [removeCommand(stack, key)],
  });
}

/** G-37: otherwise the pod that comes last under load finds no connection. */
function checkConnections({ stack, namespace, report }: Scope, client: ClientPool, maxConnections: number): void {
  const needed = neededConnections([client]) + reservedConnections;
  if (maxConnections < needed) {
    const key = `${namespace}:database.maxConnections`;
    const { maxReplicas, poolSize } = client;
    report({
      key,
      given: String(maxConnections),
      allowed: `at least ${needed}: ${maxReplicas} pods and one more during a roll-out, ${poolSize} connections each, and ${reservedConnections} for the superuser (G-37)`,
      remedy: [setCommand(stack, key, String(needed)), `or lower ${namespace}:poolSize or the number of replicas`],
    });
  }
}
