import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { Capabilities } from "../../config/capabilities";
import { resolveEndpoint, type Endpoint } from "../common/endpoint";
import type { BitvaultKeys } from "./schema";
import { natsManagementPort, ports, storePorts } from "./values";

/** Where the data stores are, and what the worker consumes. */
export interface Stores {
  readonly postgres: Endpoint;
  readonly redis: Endpoint;
  readonly nats: Endpoint;
  readonly objectStorage: Endpoint;
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

type StoreName = keyof typeof storePorts;

/** The data stores as the stack file describes them (G-46). */
export function resolveStores(scope: Scope, { keda }: Capabilities, given: BitvaultKeys["stores"] = {}): Stores {
  const endpoint = (name: StoreName): Endpoint => {
    const found = resolveEndpoint(scope, `stores.${name}`, given[name], storePorts[name]);
    checkPort(scope, name, found.port.number);
    return found;
  };
  return {
    postgres: endpoint("postgres"),
    redis: endpoint("redis"),
    nats: endpoint("nats"),
    objectStorage: endpoint("objectStorage"),
    consumer: resolveConsumer(scope, keda, given.nats ?? {}),
  };
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

function resolveConsumer(
  scope: Scope,
  hasKeda: boolean,
  given: NonNullable<NonNullable<BitvaultKeys["stores"]>["nats"]>,
): Consumer {
  const required = (name: "stream" | "consumer" | "monitoringEndpoint", what: string, example: string): string => {
    const value = given[name];
    if (value === undefined) {
      const key = `${scope.namespace}:stores.nats.${name}`;
      scope.report({ key, given: "nothing", allowed: what, remedy: [setCommand(scope.stack, key, example)] });
    }
    return value ?? example;
  };
  return {
    stream: required("stream", "the stream of the worker's messages (G-69)", "bitvault"),
    name: required("consumer", "the durable consumer of the worker (G-69)", "bitvault-worker"),
    ...(given.account === undefined ? {} : { account: given.account }),
    ...(hasKeda
      ? {
          monitoringEndpoint: required(
            "monitoringEndpoint",
            "where KEDA asks NATS about the consumer, or no bulwark:capabilities.keda",
            "nats-headless.messaging.svc:8222",
          ) as `${string}:${number}`,
        }
      : {}),
  };
}
