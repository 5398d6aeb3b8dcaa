import { resolveImage } from "../../config/image";
import type { Environment } from "../../config/primitives/environment";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import type { Drain } from "../../components/builders/pod-settings";
import type { Labels, Port } from "../../components/types";
import { resolveBackup, type BackupValues } from "../common/backup";
import { checkExtraEnv } from "../common/extra-env";
import { resolveResources, type LimitedResources } from "../common/resources";
import { reservedVariables } from "./environment-variables";
import { resolveInCluster, type InCluster } from "./in-cluster";
import { resolveMtls } from "./mtls";
import { resolveRange } from "./scaling";
import type { BitvaultKeys, BitvaultReading } from "./schema";
import { resolveSecrets, type SecretsValues } from "./secrets";
import { resolveStores, type Stores } from "./stores";
import {
  backup as backups,
  drains,
  figures,
  healthPort,
  lagThreshold,
  names,
  perWorkload,
  ports,
  requestsPerSecond,
  resources,
  type Mtls,
  type PerWorkload,
  type Range,
  type WorkloadKey,
} from "./values";

/** What one workload needs. */
export interface WorkloadValues {
  /** Full reference. */
  readonly image: string;
  readonly replicas: Range;
  readonly resources: LimitedResources;
  readonly drain: Drain;
  readonly extraEnv: Readonly<Record<string, string>>;
  /** Blocks that it reaches besides the data stores. */
  readonly externalCidrs: readonly string[];
}

/** Everything that BitVault needs: the figures of the environment with the stack's values over them. */
export interface BitvaultValues {
  readonly environment: Environment;
  readonly namespace: string;
  readonly workloads: PerWorkload<WorkloadValues>;
  readonly imagePullSecrets: readonly string[];
  /** Absent: none. */
  readonly priorityClassName?: string;
  readonly zoneSpread: boolean;
  /** Port of probes and metrics. */
  readonly health: Port;
  readonly requestsPerSecond: number;
  readonly lagThreshold: number;
  readonly stores: Stores;
  /** The data stores that run in the namespace. */
  readonly inCluster: InCluster;
  readonly secrets: SecretsValues;
  /** How the workloads show each other who they are. Absent: they do not. */
  readonly mtls?: Mtls;
  /** Absent: the stack does not own what a cluster's stacks share. */
  readonly shared?: { readonly adminGroup: string };
  /** Absent: no Prometheus operator. */
  readonly monitoring?: { readonly labels: Labels; readonly runbooks: string };
  /** Whether the namespace has a ResourceQuota. */
  readonly quota: boolean;
  /** Absent: no schedule. */
  readonly backup?: BackupValues & { readonly veleroNamespace: string };
  readonly restartedAt?: string;
}

/** Lays the stack's values over the figures of the environment and checks what only both together can tell. */
export function resolveBitvault(scope: Scope, settings: StackSettings, reading: BitvaultReading): BitvaultValues {
  const { values } = reading;
  const { environment } = scope;
  const namespace = `bitvault-${settings.preview?.name ?? environment}`;
  const mtls = resolveMtls(scope, settings.capabilities, values);
  const inCluster = resolveInCluster(scope, settings, values);
  const stores = resolveStores(scope, settings, values.stores, inCluster, namespace);
  const backup = resolveBackup(scope, settings.capabilities, values.backup, backups);
  return {
    environment,
    namespace,
    workloads: perWorkload((workload) => resolveWorkload(scope, workload, values)),
    imagePullSecrets: settings.imagePullSecrets,
    ...(settings.priorityClassName === undefined ? {} : { priorityClassName: settings.priorityClassName }),
    zoneSpread: figures[environment].zoneSpread,
    health: resolveHealthPort(scope, values),
    requestsPerSecond: values.bitvaultd?.requestsPerSecond ?? requestsPerSecond,
    lagThreshold: values.worker?.lagThreshold ?? lagThreshold,
    stores,
    inCluster,
    secrets: resolveSecrets(scope, settings, reading, { inCluster, stores, namespace }),
    ...(mtls === undefined ? {} : { mtls }),
    ...(settings.ownsShared ? { shared: { adminGroup: resolveAdminGroup(scope, values) } } : {}),
    ...(settings.capabilities.prometheus
      ? { monitoring: { labels: settings.monitorLabels, runbooks: settings.runbooks } }
      : {}),
    quota: values.quota ?? figures[environment].quota,
    ...(backup === undefined ? {} : { backup: { ...backup, veleroNamespace: settings.veleroNamespace } }),
    ...(values.restartedAt === undefined ? {} : { restartedAt: values.restartedAt }),
  };
}

function resolveWorkload(scope: Scope, workload: WorkloadKey, values: BitvaultKeys): WorkloadValues {
  const given = values[workload];
  const drain = drains[workload];
  const extraEnv = given?.extraEnv ?? {};
  checkExtraEnv(scope, extraEnv, reservedVariables(workload), `${workload}.extraEnv`);
  return {
    image: resolveImage(scope, `images.${workload}`, values.images?.[workload], names[workload]),
    replicas: resolveRange(scope, workload, given, figures[scope.environment].replicas[workload]),
    resources: resolveResources(scope, `${workload}.resources`, resources[workload], given?.resources),
    drain: { ...drain, drainSeconds: given?.drainSeconds ?? drain.drainSeconds },
    extraEnv,
    externalCidrs: (given !== undefined && "externalCidrs" in given ? given.externalCidrs : undefined) ?? [],
  };
}

/** whatever reaches a serving port must not reach the probes, and the other way round. */
function resolveHealthPort({ stack, namespace, report }: Scope, { healthPort: number }: BitvaultKeys): Port {
  const serving: readonly number[] = Object.values(ports).map((port) => port.number);
  if (number !== undefined && serving.includes(number)) {
    const key = `${namespace}:healthPort`;
    const allowed = `any port but the serving ones, ${serving.join(", ")} (R-56)`;
    report({ key, given: String(number), allowed, remedy: [removeCommand(stack, key)] });
  }
  return { ...healthPort, number: number ?? healthPort.number };
}

/** G-43, R-69. */
function resolveAdminGroup({ stack, namespace, report }: Scope, { adminGroup }: BitvaultKeys): string {
  const example = "bitvault-admins";
  if (adminGroup === undefined) {
    const key = `${namespace}:adminGroup`;
    report({
      key,
      given: "nothing, and bulwark:ownsShared is true",
      allowed: "the group that administers bitvault-system (G-43)",
      remedy: [setCommand(stack, key, example), `or: ${setCommand(stack, "bulwark:ownsShared", "false")}`],
    });
  }
  return adminGroup ?? example;
}
