import type { Drain } from "../../components/builders/pod-settings";
import type { Port } from "../../components/types";
import type { InCluster } from "./in-cluster";
import { nats } from "./store-values";
import type { Store, Stores } from "./stores";
import { certificates, names, ports, secretVariables, type Mtls, type PerWorkload, type WorkloadKey } from "./values";

/** Variables that the program sets by itself, each with what to use in its place. */
const taken = {
  HEALTH_PORT: "it follows bitvault:healthPort",
  DRAIN_TIMEOUT: "it follows drainSeconds",
  TLS_CERT_FILE: "it follows bitvault:mtls",
  TLS_KEY_FILE: "it follows bitvault:mtls",
  TLS_CA_FILE: "it follows bitvault:mtls",
} as const;

const ofServer = "the port is the program's, which NetworkPolicies and Services know";
const ofConsumer = "it follows bitvault:stores.nats";

const ofStore = "it follows tls of bitvault:stores";
const storeTls = { DATABASE_TLS: ofStore, REDIS_TLS: ofStore, NATS_TLS: ofStore, OBJECT_STORAGE_TLS: ofStore };
const ofStores = { ...storeTls, NATS_CA_FILE: "it follows bitvault:inCluster.nats" };

const takenBy: PerWorkload<Readonly<Record<string, string>>> = {
  bitvaultd: { ...ofStores, HTTP_PORT: ofServer, GRPC_PORT: ofServer },
  worker: {
    ...ofStores,
    NATS_STREAM: ofConsumer,
    NATS_CONSUMER: ofConsumer,
    UNFINISHED_MESSAGES: "messages in flight are handed back, never dropped (R-51)",
  },
  web: { PORT: ofServer, BITVAULTD_URL: ofServer, BITVAULTD_GRPC_ADDRESS: ofServer },
};

/** Names that `extraEnv` must not use, each with what to use in its place. */
export function reservedVariables(workload: WorkloadKey): Readonly<Record<string, string>> {
  const secret = "it is a secret; a ConfigMap must not hold it (R-58)";
  const ofSecrets = Object.values(secretVariables[workload]).map((variable) => [variable, secret] as const);
  return { ...taken, ...takenBy[workload], ...Object.fromEntries(ofSecrets) };
}

/** What the variables of a workload are made of. */
export interface VariableSources {
  readonly health: Port;
  readonly stores: Stores;
  readonly inCluster: InCluster;
  readonly drain: Drain;
  readonly mtls?: Mtls | undefined;
  readonly extraEnv: Readonly<Record<string, string>>;
}

/**
 * The ConfigMap of a workload: what the applications are told of ports, of their time to finish and of what to do with
 * messages in flight (SPEC 1.5.8, R-51). The names are this program's, since the seed has none (G-51).
 */
export function environmentVariables(workload: WorkloadKey, sources: VariableSources): Record<string, string> {
  const { health, stores, drain, mtls, extraEnv } = sources;
  const scheme = mtls === "certManager" ? "https" : "http";
  const own: PerWorkload<Readonly<Record<string, string>>> = {
    bitvaultd: {
      ...storeVariables(sources),
      HTTP_PORT: String(ports.http.number),
      GRPC_PORT: String(ports.grpc.number),
    },
    worker: {
      ...storeVariables(sources),
      NATS_STREAM: stores.consumer.stream,
      NATS_CONSUMER: stores.consumer.name,
      UNFINISHED_MESSAGES: "nack",
    },
    web: {
      PORT: String(ports.web.number),
      BITVAULTD_URL: `${scheme}://${names.bitvaultd}:${ports.http.number}`,
      BITVAULTD_GRPC_ADDRESS: `${names.bitvaultd}:${ports.grpc.number}`,
    },
  };
  return {
    ...own[workload],
    HEALTH_PORT: String(health.number),
    DRAIN_TIMEOUT: `${drain.drainSeconds}s`,
    ...(mtls === "certManager" ? certificateFiles : {}),
    ...extraEnv,
  };
}

/** C-45: a store that takes TLS is reached over nothing else, wherever its connection string comes from. */
function storeVariables({ stores, inCluster }: VariableSources): Record<string, string> {
  const demand = ({ tls }: Store): string => (tls ? "required" : "off");
  return {
    DATABASE_TLS: demand(stores.postgres),
    REDIS_TLS: demand(stores.redis),
    NATS_TLS: demand(stores.nats),
    OBJECT_STORAGE_TLS: demand(stores.objectStorage),
    ...(inCluster.nats !== undefined && stores.nats.tls ? { NATS_CA_FILE: `${nats.folder}/ca.crt` } : {}),
  };
}

/** Files as cert-manager names them; the authority is the one that all workloads of the namespace have. */
const certificateFiles: Readonly<Record<string, string>> = {
  TLS_CERT_FILE: `${certificates.folder}/tls.crt`,
  TLS_KEY_FILE: `${certificates.folder}/tls.key`,
  TLS_CA_FILE: `${certificates.folder}/ca.crt`,
};
