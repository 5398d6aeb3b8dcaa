import type { Container, PodSettings } from "../../components/builders/pod-settings";
import type { NetworkSettings } from "../../components/connection";
import { migrationIdentity } from "../../components/migration-job";
import type { SecretOrigin, SecretSource, SecretSourceArgs } from "../../components/secret-source";
import type { SecureDeploymentArgs } from "../../components/secure-deployment";
import type { WorkloadIdentity } from "../../components/types";
import { takingReplicasBack } from "../common/replicas";
import type { HealthcareValues } from "./resolve";
import { antiAffinity, drain, names, port, probes, scratch, selector, servicePort, user } from "./values";

/** The Phoenix app (SPEC 1.2.4 to 1.2.7). */
export function appArgs(
  values: HealthcareValues,
  workload: WorkloadIdentity,
  secrets: SecretSource,
  network: NetworkSettings,
): SecureDeploymentArgs {
  const { replicas, version, environment } = values;
  return {
    ...workload,
    ...podSettings(values),
    environment,
    version,
    replicas: replicas.replicas,
    autoscaled: replicas.ownedByAutoscaler,
    config: { name: names.config, data: configData(values), inject: "keys" },
    secrets: [{ from: secrets, inject: "keys" }],
    services: [
      {
        name: names.service,
        ports: [{ target: port, port: servicePort, targetBy: "number" }],
        clientAffinitySeconds: "none",
      },
    ],
    network,
    ...(values.migration === undefined
      ? {}
      : { migration: { ...values.migration, network: migrationNetwork(values, workload, network) } }),
    // The scale subresource's manager keeps owning `spec.replicas` after its autoscaler is gone.
    ...(replicas.takesReplicasBack ? takingReplicasBack : {}),
  };
}

/** G-59: in the mesh where the database is, which takes mTLS only; CloudNativePG runs its own outside. */
function migrationNetwork(
  { database }: HealthcareValues,
  workload: WorkloadIdentity,
  { mesh, ...network }: NetworkSettings,
): NetworkSettings {
  const policies = { both: migrationIdentity(workload).name };
  return { ...network, policies, ...(database.cluster === undefined ? { mesh } : {}) };
}

/** The Secret of the app (SPEC 1.2.5). */
export function secretsArgs(
  { secrets }: HealthcareValues,
  workload: WorkloadIdentity,
  databaseUrl: SecretOrigin,
): SecretSourceArgs {
  return {
    identity: workload,
    name: names.secrets,
    labels: selector,
    keys: {
      DATABASE_URL: databaseUrl,
      SECRET_KEY_BASE: secrets.secretKeyBase,
      ENCRYPTION_KEY: secrets.encryptionKey,
      OPENAI_API_KEY: secrets.openaiApiKey,
    },
    ...secrets.external,
  };
}

/** SPEC 1.2.4. */
function configData({ host, poolSize, logLevel, ectoIpv6, extraEnv }: HealthcareValues): Record<string, string> {
  return {
    PHX_HOST: host,
    PORT: String(port.number),
    POOL_SIZE: String(poolSize),
    LOG_LEVEL: logLevel,
    ECTO_IPV6: String(ectoIpv6),
    ...extraEnv,
  };
}

function podSettings(values: HealthcareValues): PodSettings {
  const { zoneSpread, priorityClassName, imagePullSecrets, restartedAt } = values;
  return {
    user,
    container: container(values),
    drain,
    volumes: { tmp: { scratch: scratch.size } },
    scheduling: {
      avoid: antiAffinity,
      ...(zoneSpread ? { spread: [{ over: "zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" }] } : {}),
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
    },
    imagePullSecrets,
    restartedAt,
  };
}

function container({ image, resources }: HealthcareValues): Container {
  return {
    name: names.app,
    image,
    imagePullPolicy: "Always",
    ports: [port],
    probes,
    resources,
    env: { [scratch.variable]: scratch.path },
    mounts: { tmp: { path: scratch.path } },
  };
}
