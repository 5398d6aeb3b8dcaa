import { resolveImage, type ImageValues } from "../../config/image";
import type { ByteQuantity } from "../../config/primitives/quantity";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { checkApiServer } from "../common/api-server";
import { resolveResources, type LimitedResources } from "../common/resources";
import { resolvePostgresBackup, type PostgresBackupValues } from "./postgres-backup";
import type { BitvaultKeys } from "./schema";
import { nats as natsNames, postgres as postgresNames, storeFigures } from "./store-values";

/** A data store that the program runs in the namespace. */
interface RunStore {
  /** Full reference. */
  readonly image: string;
  /** Of each of its pods. */
  readonly resources: LimitedResources;
  /** Volume of each pod. */
  readonly storage: { readonly size: ByteQuantity; readonly storageClassName?: string };
}

/** A PostgreSQL that CloudNativePG runs. */
export interface PostgresValues extends RunStore {
  readonly instances: number;
  readonly maxConnections: number;
  /** Absent: the operator makes none. */
  readonly backup?: PostgresBackupValues;
}

/** Three NATS servers. */
export interface NatsValues extends RunStore {
  /** Absent: no exporter of metrics. */
  readonly exporterImage?: string;
}

/** The data stores in the namespace (G-46). Absent: it is elsewhere. */
export interface InCluster {
  readonly postgres?: PostgresValues;
  readonly nats?: NatsValues;
}

/** The data stores that the stack has the program run. */
export function resolveInCluster(scope: Scope, settings: StackSettings, values: BitvaultKeys): InCluster {
  const { postgres, nats } = values.inCluster ?? {};
  return {
    ...(postgres?.enabled === true ? { postgres: resolvePostgres(scope, settings, values, postgres) } : {}),
    ...(nats?.enabled === true ? { nats: resolveNats(scope, settings, values, nats) } : {}),
  };
}

type Keys = NonNullable<BitvaultKeys["inCluster"]>;

function resolvePostgres(
  scope: Scope,
  { apiServerCidrs }: StackSettings,
  { images }: BitvaultKeys,
  given: NonNullable<Keys["postgres"]>,
): PostgresValues {
  const { instances, maxConnections } = storeFigures[scope.environment].postgres;
  checkApiServer(scope, apiServerCidrs);
  checkVersion(scope, images?.postgres);
  const backup = resolvePostgresBackup(scope, given.backup);
  return {
    image: resolveImage(scope, "images.postgres", images?.postgres, postgresNames.name),
    instances: given.instances ?? instances,
    maxConnections: given.maxConnections ?? maxConnections,
    ...(backup === undefined ? {} : { backup }),
    ...run(scope, "postgres", given),
  };
}

function resolveNats(
  scope: Scope,
  { capabilities }: StackSettings,
  { images }: BitvaultKeys,
  given: NonNullable<Keys["nats"]>,
): NatsValues {
  const hasExporter = capabilities.prometheus && given.exporter !== false;
  return {
    image: resolveImage(scope, "images.nats", images?.nats, natsNames.name),
    ...(hasExporter
      ? { exporterImage: resolveImage(scope, "images.natsExporter", images?.natsExporter, "nats-exporter") }
      : {}),
    ...run(scope, "nats", given),
  };
}

function run(scope: Scope, store: "postgres" | "nats", given: NonNullable<Keys["nats"]>): Omit<RunStore, "image"> {
  const figures = storeFigures[scope.environment];
  const { storageClassName = figures.storageClassName, size = figures[store].size } = given;
  return {
    resources: resolveResources(scope, `inCluster.${store}.resources`, figures[store].resources, given.resources),
    storage: {
      size: size as ByteQuantity,
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}

/** The operator tells upgrades by the version in the tag, beside a digest too. */
function checkVersion({ stack, namespace, report }: Scope, image: ImageValues): void {
  const { tag, digest } = image ?? {};
  // An image without either is reported as every other one.
  if (tag === undefined ? digest === undefined : /^\d/.test(tag)) return;
  const key = `${namespace}:images.postgres.tag`;
  const allowed = "a tag that begins with PostgreSQL's version, beside a digest too: CloudNativePG reads it (G-46)";
  report({ key, given: tag ?? "nothing beside the digest", allowed, remedy: [setCommand(stack, key, "17.2")] });
}
