import type { TlsSettings } from "../../components/builders/tls";
import type { Budget } from "../../components/disruption-budget";
import type { Labels } from "../../components/types";
import { resolveKnownImage } from "../../config/image";
import type { Duration } from "../../config/primitives/duration";
import type { Scope } from "../../config/scope";
import type { SectionReading } from "../../config/section";
import type { StackSettings } from "../../config/stack";
import { resolveCertificate } from "../common/certificate";
import { checkExtraEnv } from "../common/extra-env";
import { resolveMigration, type MigrationValues } from "../common/migration";
import { checkBudget, resolveReplicas, type Replicas } from "../common/replicas";
import { resolveResources, type LimitedResources } from "../common/resources";
import { checkBackup, reservedVariables } from "./checks";
import { resolveDatabase, type DatabaseValues } from "./database";
import { resolveGateway, type GatewayValues } from "./gateway";
import type { HealthcareKeys, HealthcareSecret, SCRAPES } from "./schema";
import { resolveSecrets, type SecretsValues } from "./secrets";
import { backup as backups, figures, images, monitoring, type HealthcareEnvironment } from "./values";

/** Everything that the system needs: the figures of the environment with the stack's values over them. */
export interface HealthcareValues {
  readonly environment: HealthcareEnvironment;
  readonly namespace: string;
  readonly host: string;
  /** Full reference of the app's image. */
  readonly image: string;
  /** Tag of the app's image, the label `version` (C-19). */
  readonly version: string;
  readonly imagePullSecrets: readonly string[];
  /** Absent: none. */
  readonly priorityClassName?: string;
  readonly logLevel: string;
  readonly poolSize: number;
  readonly ectoIpv6: boolean;
  /** Further keys of the ConfigMap. */
  readonly extraEnv: Readonly<Record<string, string>>;
  readonly resources: LimitedResources;
  /** Absent: the program migrates nothing (G-59). */
  readonly migration?: MigrationValues;
  readonly zoneSpread: boolean;
  readonly replicas: Replicas;
  /** Whether the namespace has a ResourceQuota (G-41). */
  readonly quota: boolean;
  /** Absent: none. */
  readonly budget?: Budget;
  /** The way in, and its certificate. Absent: the cluster has no mesh, and nothing of the app is reached from outside. */
  readonly entrance?: { readonly routes: GatewayValues; readonly tls: TlsSettings; readonly namespace: string };
  readonly database: DatabaseValues;
  readonly secrets: SecretsValues;
  /** Blocks that the app may reach on port 443. Absent: all public addresses (C-15). */
  readonly externalCidrs?: readonly string[];
  /** Hosts that the sidecars shall know. */
  readonly externalHosts: readonly string[];
  readonly metrics: {
    readonly scrape: (typeof SCRAPES)[number];
    /** Where Prometheus finds its certificates of the mesh. */
    readonly certificates: string;
  };
  /** What alerts and monitors need. Absent: there are none, as in dev or without the Prometheus Operator. */
  readonly monitoring?: { readonly labels: Labels; readonly runbooks: string };
  /** Absent: no backup. */
  readonly backup?: BackupValues;
  readonly restartedAt?: string;
}

/** The daily backup (SPEC 1.2.13). */
export interface BackupValues {
  readonly bucket: string;
  readonly region: string;
  readonly ttl?: Duration;
  readonly createLocations: boolean;
  /** Namespace of Velero. */
  readonly namespace: string;
}

type HealthcareScope = Scope & { readonly environment: HealthcareEnvironment };
type Reading = Pick<SectionReading<never, HealthcareSecret>, "secrets"> & { readonly values: HealthcareKeys };

/** Lays the stack's values over the figures of the environment and checks what only both together can tell. */
export function resolveHealthcare(
  scope: HealthcareScope,
  settings: StackSettings,
  { values, secrets: given }: Reading,
): HealthcareValues {
  const { capabilities, imagePullSecrets, priorityClassName } = settings;
  const base = figures[scope.environment];
  const image = resolveKnownImage(scope, "images.app", values.images?.app, images.app);
  const replicas = resolveReplicas(scope, values, base.replicas);
  const database = resolveDatabase(scope, settings, values, replicas);
  const backup = resolveBackup(scope, settings, values);
  const migration = resolveMigration(scope, values.migration);
  const { minAvailable } = base.replicas;
  checkBudget(scope, base.replicas, replicas);
  checkExtraEnv(scope, values.extraEnv ?? {}, reservedVariables);
  return {
    environment: scope.environment,
    namespace: base.namespace,
    host: values.host ?? base.host,
    image: image.reference,
    version: image.tag,
    imagePullSecrets,
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    logLevel: values.logLevel ?? base.logLevel,
    poolSize: values.poolSize ?? base.poolSize,
    ectoIpv6: values.ectoIpv6 ?? false,
    extraEnv: values.extraEnv ?? {},
    resources: resolveResources(scope, "resources", base.resources, values.resources),
    ...(migration === undefined ? {} : { migration }),
    zoneSpread: base.zoneSpread,
    replicas,
    quota: values.quota ?? false,
    ...(minAvailable === undefined ? {} : { budget: { minAvailable } }),
    ...(capabilities.mesh ? { entrance: resolveEntrance(scope, settings, { values, secrets: given }) } : {}),
    database,
    secrets: resolveSecrets(scope, capabilities, values, given, database),
    ...(values.externalCidrs === undefined ? {} : { externalCidrs: values.externalCidrs }),
    externalHosts: values.externalHosts ?? [],
    metrics: {
      scrape: values.metrics?.scrape ?? "meshIdentity",
      certificates: values.metrics?.certificates ?? monitoring.certificates,
    },
    ...(capabilities.prometheus && (values.metrics?.enabled ?? base.monitored)
      ? { monitoring: { labels: settings.monitorLabels, runbooks: settings.runbooks } }
      : {}),
    ...(backup === undefined ? {} : { backup }),
    ...(values.restartedAt === undefined ? {} : { restartedAt: values.restartedAt }),
  };
}

function resolveEntrance(
  scope: HealthcareScope,
  { capabilities, gatewayNamespace }: StackSettings,
  { values, secrets }: Reading,
): NonNullable<HealthcareValues["entrance"]> {
  const source = resolveCertificate(scope, capabilities, values.certificateIssuer, secrets);
  return {
    routes: resolveGateway(scope, values),
    tls: { secretName: figures[scope.environment].credentialName, source },
    namespace: gatewayNamespace,
  };
}

/** prod has a backup where the cluster has Velero; elsewhere its keys mean nothing. */
function resolveBackup(
  scope: HealthcareScope,
  { capabilities, veleroNamespace }: StackSettings,
  { backup = {} }: HealthcareKeys,
): BackupValues | undefined {
  if (!figures[scope.environment].backup) {
    checkBackup(scope, backup);
    return undefined;
  }
  if (!capabilities.velero) {
    return undefined;
  }
  return {
    bucket: backup.bucket ?? backups.bucket,
    region: backup.region ?? backups.region,
    ...(backup.ttl === undefined ? {} : { ttl: backup.ttl as Duration }),
    createLocations: backup.createLocations ?? true,
    namespace: veleroNamespace,
  };
}
