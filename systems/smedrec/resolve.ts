import type * as pulumi from "@pulumi/pulumi";

import type { Generated } from "../../components/builders/generated-secret";
import type { TlsSettings } from "../../components/builders/tls";
import type { SecretOrigin, SecretSourceArgs } from "../../components/secret-source";
import type { Labels } from "../../components/types";
import { resolveImage, resolveKnownImage } from "../../config/image";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { resolveBackup, type BackupValues } from "../common/backup";
import { resolveCertificate } from "../common/certificate";
import { resolveEndpoint, type Endpoint } from "../common/endpoint";
import { resolveMigration, type MigrationValues } from "../common/migration";
import { checkBudget, resolveReplicas, type Replicas } from "../common/replicas";
import { resolveResources, type LimitedResources } from "../common/resources";
import { checkedFormat, checkedUrl } from "../common/secret-format";
import { resolveOrigin, resolveStore } from "../common/secret-origins";
import { variables, type SmedrecKeys, type SmedrecSecret } from "./schema";
import {
  authKey,
  backup as backups,
  figures,
  names,
  ports,
  serverRepository,
  waitImage,
  type SmedrecEnvironment,
  type SmedrecVariable,
} from "./values";

/** Everything that the audit server needs: the figures of the environment with the stack's values over them. */
export interface SmedrecValues {
  readonly environment: SmedrecEnvironment;
  readonly namespace: string;
  /** Full references. */
  readonly images: { readonly server: string; readonly waitForDatabase: string };
  readonly imagePullSecrets: readonly string[];
  /** Absent: none. */
  readonly priorityClassName?: string;
  readonly nodeEnv: string;
  readonly logLevel: string;
  readonly corsOrigins: readonly string[];
  readonly resources: LimitedResources;
  /** Absent: the program migrates nothing (G-59). */
  readonly migration?: MigrationValues;
  readonly zoneSpread: boolean;
  readonly replicas: Replicas;
  /** Pods that an eviction must leave. Absent: no disruption budget. */
  readonly minAvailable?: number;
  /** Whether the namespace has a ResourceQuota. */
  readonly quota: boolean;
  readonly host: string;
  readonly tls: TlsSettings;
  readonly ingressClassName?: string;
  /** Whether the controller adds the security headers by itself. */
  readonly controllerHeaders: boolean;
  readonly database: Endpoint & { readonly host: string };
  readonly redis: Endpoint;
  readonly externalCidrs: readonly string[];
  /** Absent: no access, and no token in the pods. */
  readonly kubernetesApi?: { readonly cidrs: readonly string[] };
  /** Where the server's secrets come from, and the store of those that are fetched. */
  readonly secrets: Pick<SecretSourceArgs, "store" | "refreshInterval"> & {
    readonly origins: Readonly<Record<SmedrecVariable, SecretOrigin>>;
  };
  /** Absent: no Prometheus operator. */
  readonly alerts?: { readonly labels: Labels; readonly runbooks: string };
  /** Absent: no schedule. */
  readonly backup?: BackupValues;
  readonly veleroNamespace: string;
  readonly restartedAt?: string;
}

/** What was read of the `smedrec:` namespace. */
export interface SmedrecReading {
  readonly values: SmedrecKeys;
  readonly secrets: Readonly<Partial<Record<SmedrecSecret, pulumi.Output<string>>>>;
}

type SmedrecScope = Scope & { readonly environment: SmedrecEnvironment };

/** Lays the stack's values over the figures of the environment and checks what only both together can tell. */
export function resolveSmedrec(scope: SmedrecScope, settings: StackSettings, reading: SmedrecReading): SmedrecValues {
  const { values } = reading;
  const base = figures[scope.environment];
  const replicas = resolveReplicas(scope, values, base.replicas);
  checkBudget(scope, base.replicas, replicas);
  const { minAvailable } = base.replicas;
  const migration = resolveMigration(scope, values.migration);
  const backup = resolveBackup(scope, settings.capabilities, values.backup, backups);
  return {
    environment: scope.environment,
    namespace: base.namespace,
    images: {
      server: resolveImage(
        scope,
        "images.server",
        { repository: serverRepository, ...values.images?.server },
        names.server,
      ),
      waitForDatabase: resolveKnownImage(scope, "images.waitForDatabase", values.images?.waitForDatabase, waitImage)
        .reference,
    },
    imagePullSecrets: settings.imagePullSecrets,
    ...(settings.priorityClassName === undefined ? {} : { priorityClassName: settings.priorityClassName }),
    nodeEnv: base.nodeEnv,
    logLevel: values.logLevel ?? base.logLevel,
    corsOrigins: resolveOrigins(scope, values),
    resources: resolveResources(scope, "resources", base.resources, values.resources),
    ...(migration === undefined ? {} : { migration }),
    zoneSpread: base.zoneSpread,
    replicas,
    ...(minAvailable === undefined ? {} : { minAvailable }),
    quota: values.quota ?? false,
    host: values.host ?? base.host,
    tls: resolveTls(scope, settings, reading),
    ...(values.ingressClassName === undefined ? {} : { ingressClassName: values.ingressClassName }),
    controllerHeaders: values.controllerHeaders ?? false,
    database: {
      ...resolveEndpoint(scope, "database", values.database, ports.postgres),
      host: resolveDatabaseHost(scope, values),
    },
    redis: resolveEndpoint(scope, "redis", values.redis, ports.redis),
    externalCidrs: values.externalCidrs ?? [],
    ...resolveKubernetesApi(scope, values),
    secrets: resolveSecrets(scope, settings, reading),
    ...(settings.capabilities.prometheus
      ? { alerts: { labels: settings.monitorLabels, runbooks: settings.runbooks } }
      : {}),
    ...(backup === undefined ? {} : { backup }),
    veleroNamespace: settings.veleroNamespace,
    ...(values.restartedAt === undefined ? {} : { restartedAt: values.restartedAt }),
  };
}

/** One list for the server and the Ingress: without an origin no page could call the server. */
function resolveOrigins({ stack, environment, namespace, report }: SmedrecScope, values: SmedrecKeys): string[] {
  const origins = values.corsOrigins ?? figures[environment].corsOrigins;
  const key = `${namespace}:corsOrigins`;
  if (origins.length === 0) {
    report({
      key,
      given: values.corsOrigins === undefined ? "nothing" : "[]",
      allowed: `the origins whose pages may call the server in ${environment} (SPEC 1.3.12)`,
      remedy: [setCommand(stack, `${key}[0]`, `https://app.${environment}.example.com`)],
    });
  }
  origins.forEach((origin, index) => {
    if (origins.indexOf(origin) !== index) {
      const place = `${key}[${index}]`;
      report({ key: place, given: origin, allowed: "each origin once", remedy: [removeCommand(stack, place)] });
    }
  });
  return [...origins];
}

function resolveTls(
  scope: Scope,
  { capabilities }: Pick<StackSettings, "capabilities">,
  { values, secrets }: SmedrecReading,
): TlsSettings {
  const source = resolveCertificate(scope, capabilities, values.certificateIssuer, secrets);
  return { secretName: values.tlsSecretName ?? names.tlsSecret, source };
}

function resolveDatabaseHost({ stack, namespace, report }: Scope, { database }: SmedrecKeys): string {
  if (database?.host === undefined) {
    const key = `${namespace}:database.host`;
    report({
      key,
      given: "nothing",
      allowed: "the name of the PostgreSQL server, for which the pods wait at their start (G-61)",
      remedy: [setCommand(stack, key, "postgres.example.com")],
    });
  }
  return database?.host ?? "";
}

/** C-24: the permission is the seed's; a stack can do without it, and then has no use for the way there. */
function resolveKubernetesApi(
  { stack, namespace, report }: Scope,
  { kubernetesApi: { enabled = true, cidrs = [] } = {} }: SmedrecKeys,
): Pick<SmedrecValues, "kubernetesApi"> {
  if (enabled) return { kubernetesApi: { cidrs } };
  if (cidrs.length > 0) {
    const key = `${namespace}:kubernetesApi.cidrs`;
    const allowed = `nothing while ${namespace}:kubernetesApi.enabled is false`;
    report({ key, given: JSON.stringify(cidrs), allowed, remedy: [removeCommand(stack, key)] });
  }
  return {};
}

/** SPEC 1.3.6: what is configured is looked at; only the authentication key can be made up. */
function resolveSecrets(
  scope: Scope,
  { capabilities }: Pick<StackSettings, "capabilities">,
  { values, secrets: { databaseUrl, redisUrl, authSecret } }: SmedrecReading,
): SmedrecValues["secrets"] {
  const key = (name: SmedrecVariable): string => `${scope.namespace}:${name}`;
  const origin = (name: SmedrecVariable, configured?: pulumi.Output<string>, generated?: Generated): SecretOrigin =>
    resolveOrigin(scope, values, { name, about: variables[name], configured, ...(generated && { generated }) });
  return {
    origins: {
      databaseUrl: origin(
        "databaseUrl",
        databaseUrl && checkedUrl(databaseUrl, ["postgres", "postgresql"], key("databaseUrl")),
      ),
      redisUrl: origin("redisUrl", redisUrl && checkedUrl(redisUrl, ["redis", "rediss"], key("redisUrl"))),
      authSecret: origin(
        "authSecret",
        authSecret && checkedFormat(authSecret, authKey.form, authKey.wanted, key("authSecret")),
        { length: authKey.length },
      ),
    },
    ...resolveStore(scope, values, capabilities.externalSecrets),
  };
}
