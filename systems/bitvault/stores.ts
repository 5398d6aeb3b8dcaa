import { natsIdentity, natsMonitoringEndpoint } from "../../components/nats-cluster";
import { postgresIdentity } from "../../components/postgres-cluster";
import type { WorkloadIdentity } from "../../components/types";
import type { StackSettings } from "../../config/stack";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import { resolveEndpoint, type Endpoint } from "../common/endpoint";
import type { InCluster } from "./in-cluster";
import type { BitvaultKeys } from "./schema";
import { nats, natsManagementPort, postgres, storePorts, type StoreName } from "./store-values";
import { ports, system } from "./values";

/** A data store as the workloads reach it. */
export interface Store extends Endpoint {
  /** Whether the workloads take nothing but TLS to it (C-45). */
  readonly tls: boolean;
}

/** Where the data stores are, and what the worker consumes. */
export interface Stores extends Readonly<Record<StoreName, Store>> {
  readonly consumer: Consumer;
}

/** A durable consumer of JetStream. */
export interface Consumer {
  readonly stream: string;
  readonly name: string;
  /** Absent: the account in which NATS keeps what it has no account for. */
  readonly account?: string;
  /** Where KEDA asks about it. Absent: the cluster has no KEDA. */
  readonly monitoringEndpoint?: `${string}:${number}`;
}

/** What the flows of clients know of a PostgreSQL in the namespace. */
export function postgresWorkload(namespace: string): WorkloadIdentity {
  return postgresIdentity({ name: postgres.name, namespace, partOf: system });
}

/** What the flows of clients know of a NATS in the namespace. */
export function natsWorkload(namespace: string): WorkloadIdentity {
  return natsIdentity({ name: nats.name, namespace, partOf: system });
}

type Given = NonNullable<BitvaultKeys["stores"]>;

/** The data stores as the stack file describes them, or as the program runs them (G-46). */
export function resolveStores(
  scope: Scope,
  { capabilities }: Pick<StackSettings, "capabilities">,
  given: Given = {},
  inside: InCluster,
  namespace: string,
): Stores {
  const elsewhere = (name: StoreName): Store => {
    const found = resolveEndpoint(scope, `stores.${name}`, given[name], storePorts[name]);
    checkPort(scope, name, found.port.number);
    return { ...found, tls: given[name]?.tls ?? true };
  };
  return {
    postgres: inside.postgres === undefined ? elsewhere("postgres") : ownPostgres(scope, given, namespace),
    redis: elsewhere("redis"),
    nats: inside.nats === undefined ? elsewhere("nats") : ownNats(scope, capabilities.certManager, given, namespace),
    objectStorage: elsewhere("objectStorage"),
    consumer: resolveConsumer(
      scope,
      capabilities.keda,
      given.nats ?? {},
      inside.nats === undefined ? undefined : natsMonitoringEndpoint({ name: nats.name, namespace }),
    ),
  };
}

/** CloudNativePG's servers always take TLS. */
function ownPostgres(scope: Scope, { postgres: given = {} }: Given, namespace: string): Store {
  refuseBeside(scope, "postgres", given);
  return { port: storePorts.postgres, peers: [{ workload: postgresWorkload(namespace) }], tls: true };
}

function ownNats(scope: Scope, hasCertManager: boolean, { nats: given = {} }: Given, namespace: string): Store {
  const { port, cidrs, namespace: place, podLabels, monitoringEndpoint, account, tls = true } = given;
  refuseBeside(scope, "nats", { port, cidrs, namespace: place, podLabels, monitoringEndpoint, account });
  if (tls && !hasCertManager) {
    const key = `${scope.namespace}:stores.nats.tls`;
    scope.report({
      key,
      given: "true, and bulwark:capabilities.certManager is false",
      allowed: "false: nobody in the cluster would make the servers' certificate (C-45)",
      remedy: [setCommand(scope.stack, key, "false")],
    });
  }
  return { port: storePorts.nats, peers: [{ workload: natsWorkload(namespace) }], tls };
}

/** The program knows where its own store is. */
function refuseBeside({ stack, namespace, report }: Scope, store: "postgres" | "nats", given: object): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const key = `${namespace}:stores.${store}.${name}`;
    report({
      key,
      given: JSON.stringify(value),
      allowed: `nothing while ${namespace}:inCluster.${store}.enabled is true: the program runs the store and knows it`,
      remedy: [removeCommand(stack, key)],
    });
  }
}

/** no workload reaches the management port; R-23: no rule of the web contains the object storage's port. */
function checkPort({ stack, namespace, report }: Scope, store: StoreName, port: number): void {
  const key = `${namespace}:stores.${store}.port`;
  const remedy = [removeCommand(stack, key)];
  if (port === natsManagementPort) {
    const allowed = `any port but ${port}: the management port of NATS is closed to the workloads (R-24)`;
    report({ key, given: String(port), allowed, remedy });
  }
  const webs = [ports.http.number, ports.grpc.number] as readonly number[];
  if (store === "objectStorage" && webs.includes(port)) {
    const allowed = `any port but ${webs.join(" and ")}, on which bitvault-web reaches bitvaultd: no rule of it may contain the object storage's port (R-23)`;
    report({ key, given: String(port), allowed, remedy });
  }
}

/** @param own where the program's own NATS tells KEDA. */
function resolveConsumer(
  scope: Scope,
  hasKeda: boolean,
  given: NonNullable<Given["nats"]>,
  own: Consumer["monitoringEndpoint"],
): Consumer {
  const required = (name: "stream" | "consumer" | "monitoringEndpoint", what: string, example: string): string => {
    const value = given[name];
    if (value === undefined) {
      const key = `${scope.namespace}:stores.nats.${name}`;
      scope.report({ key, given: "nothing", allowed: what, remedy: [setCommand(scope.stack, key, example)] });
    }
    return value ?? example;
  };
  const endpoint = (): `${string}:${number}` =>
    own ??
    (required(
      "monitoringEndpoint",
      "where KEDA asks NATS about the consumer, or no bulwark:capabilities.keda",
      "nats-headless.messaging.svc:8222",
    ) as `${string}:${number}`);
  return {
    stream: required("stream", "the stream of the worker's messages (G-69)", "bitvault"),
    name: required("consumer", "the durable consumer of the worker (G-69)", "bitvault-worker"),
    ...(given.account === undefined ? {} : { account: given.account }),
    ...(hasKeda ? { monitoringEndpoint: endpoint() } : {}),
  };
}
