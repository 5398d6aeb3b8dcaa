import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../config/primitives/environment";
import type { ByteQuantity } from "../config/primitives/quantity";
import { BulwarkComponent } from "./base";
import {
  natsClientPort,
  natsClusterPort,
  natsFlows,
  natsMetricsPort,
  natsMonitorPort,
  type NatsNeighbours,
} from "./builders/nats-flows";
import {
  natsAuthorizationText,
  natsConfigText,
  natsContainer,
  natsDataVolume,
  natsDrain,
  natsExporter,
  natsFiles,
  natsHosts,
  natsNames,
  natsUser,
  natsVolumes,
  type NatsServerSettings,
} from "./builders/nats-server";
import type { PodSettings, Resources, Scheduling } from "./builders/pod-settings";
import type { NetworkSettings } from "./connection";
import { DisruptionBudget, type DisruptionBudgetArgs } from "./disruption-budget";
import { Monitoring, type MonitoringArgs } from "./monitoring";
import { SecureStatefulSet, type SecureStatefulSetArgs } from "./secure-stateful-set";
import type { Labels, WorkloadIdentity } from "./types";
import type { SecretSettings } from "./workload-data";

export { kedaOperator, natsClientPort, natsFlow } from "./builders/nats-flows";

/** Arguments of NatsCluster. */
export interface NatsClusterArgs extends Pick<PodSettings, "imagePullSecrets" | "podLabels" | "restartedAt"> {
  /** Of the StatefulSet and of the Service for clients. */
  readonly name: string;
  readonly namespace: string;
  readonly partOf: string;
  /** Labels that select the pods. Default: `app.kubernetes.io/name: NAME`. */
  readonly selector?: Labels;
  /** In prod the StatefulSet is protected and retained. */
  readonly environment: Environment;
  readonly image: string;
  /** Of each server. */
  readonly resources: Resources;
  /** The volume of each server; its class defaults to the cluster's own. */
  readonly storage: { readonly size: ByteQuantity; readonly storageClassName?: string | undefined };
  /** The one user that may connect. Default: whoever the NetworkPolicy admits. */
  readonly authorization?: {
    readonly user: string;
    /** Becomes a Pulumi secret whatever is given. */
    readonly password: pulumi.Input<string>;
  };
  /**
   * The servers' certificate, as cert-manager writes it into a Secret of its namespace, for {@link natsCertificateHosts}:
   * clients and servers then meet over TLS only. The servers read it when they start. Default: plain TCP.
   */
  readonly tls?: { readonly secret: string } | undefined;
  /** An exporter of metrics beside each server, on port 7777 (C-44). Default: none. */
  readonly exporter?: {
    readonly image: string;
    readonly resources: Resources;
    /** Namespace of Prometheus. */
    readonly monitoringNamespace: string;
    /** Adds a PodMonitor with the labels by which Prometheus selects it (G-48). Default: none. */
    readonly instanceLabels?: Labels;
  };
  /** Flows of clients, KEDA, and what a Connection wants to know. */
  readonly network: Omit<NetworkSettings, "policies"> &
    Pick<NatsNeighbours, "keda"> & {
      /** Name of the NetworkPolicy. Default: the cluster's name. */
      readonly policy?: string;
    };
  /** Spread and distance default to: away from each other's nodes and over the zones, as far as there are some. */
  readonly scheduling?: Scheduling;
  readonly transform?: SecureStatefulSetArgs["transform"] &
    DisruptionBudgetArgs["transform"] &
    Pick<NonNullable<MonitoringArgs["transform"]>, "podMonitor">;
}

/** A quorum of three bears the loss of one server, and so does a drain (SPEC 1.5.3, 1.9). */
const replicas = 3;
const budget = { minAvailable: 2 };

/**
 * A fixed NATS cluster of three servers with JetStream: StatefulSet, ConfigMap, Services, disruption budget and
 * NetworkPolicy (G-46, C-44). The count is the program's, because no maintained operator runs servers (SPEC 1.9).
 */
export class NatsCluster extends BulwarkComponent {
  /** For the flows of clients. */
  declare readonly workload: WorkloadIdentity;
  /** Host and port for KEDA: the headless Service, below which each server has its name. */
  declare readonly monitoringEndpoint: `${string}:${number}`;

  constructor(name: string, args: NatsClusterArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:NatsCluster", name, options);
    this.workload = natsIdentity(args);
    this.monitoringEndpoint = natsMonitoringEndpoint(args);

    new SecureStatefulSet(
      `${name}-servers`,
      this.check(() => statefulSetArgs(this.workload, args)),
      this.inherited(),
    );
    this.limitDisruption(args);
    this.monitor(args);

    this.done({ client: `${args.name}:${natsClientPort.number}` });
  }

  private limitDisruption({ environment, transform }: NatsClusterArgs): void {
    const { workload } = this;
    new DisruptionBudget(
      `${this.componentName}-budget`,
      { workload, environment, budget, smallestReplicas: replicas, ...(transform === undefined ? {} : { transform }) },
      this.inherited(),
    );
  }

  private monitor({ exporter, transform }: NatsClusterArgs): void {
    if (exporter?.instanceLabels === undefined) return;
    new Monitoring(
      `${this.componentName}-monitoring`,
      {
        workload: this.workload,
        instanceLabels: exporter.instanceLabels,
        podMonitors: [{ name: this.workload.name, endpoints: [{ port: natsMetricsPort }] }],
        ...(transform?.podMonitor === undefined ? {} : { transform: { podMonitor: transform.podMonitor } }),
      },
      this.inherited(),
    );
  }
}

/** What the flows of clients need to know of a cluster before it is made. */
export function natsIdentity(
  args: Pick<NatsClusterArgs, "name" | "namespace" | "partOf" | "selector">,
): WorkloadIdentity {
  const { name, namespace, partOf, selector = { "app.kubernetes.io/name": name } } = args;
  return { name, namespace, partOf, selector };
}

/** Where KEDA asks a cluster before it is made. */
export function natsMonitoringEndpoint({
  name,
  namespace,
}: Pick<NatsClusterArgs, "name" | "namespace">): `${string}:${number}` {
  return `${natsNames(name).headless}.${namespace}.svc:${natsMonitorPort.number}`;
}

/** The names that the certificate of a cluster must have. */
export function natsCertificateHosts({ name, namespace }: Pick<NatsClusterArgs, "name" | "namespace">): string[] {
  return natsHosts({ name, namespace, replicas });
}

function statefulSetArgs(workload: WorkloadIdentity, args: NatsClusterArgs): SecureStatefulSetArgs {
  const { environment, storage, exporter, imagePullSecrets, podLabels, restartedAt } = args;
  const settings: NatsServerSettings = {
    name: workload.name,
    replicas,
    image: args.image,
    resources: args.resources,
    storeSize: storage.size,
    isAuthorized: args.authorization !== undefined,
    tlsSecret: args.tls?.secret,
  };
  const names = natsNames(workload.name);
  return {
    ...workload,
    environment,
    replicas,
    // Together: none is ready before it has seen a majority.
    podManagementPolicy: "Parallel",
    user: natsUser,
    container: natsContainer(settings),
    sidecars: exporter === undefined ? [] : [natsExporter(exporter)],
    drain: natsDrain,
    volumes: natsVolumes(settings),
    claimTemplates: [{ name: natsDataVolume, size: storage.size, storageClassName: storage.storageClassName }],
    scheduling: {
      avoid: [{ same: "hostname", weight: 100 }],
      spread: [{ over: "zone", whenUnsatisfiable: "ScheduleAnyway" }],
      ...args.scheduling,
    },
    imagePullSecrets,
    podLabels,
    restartedAt,
    config: { name: names.config, data: { [natsFiles.config]: natsConfigText(settings) }, inject: "volume" },
    secrets: authorization(names.authorization, args),
    headlessService: {
      name: names.headless,
      publishesUnready: true,
      ports: [natsClientPort, natsClusterPort, natsMonitorPort].map((target) => ({ target })),
    },
    services: [{ name: workload.name, ports: [{ target: natsClientPort }] }],
    network: network(workload, args),
    transform: args.transform,
  };
}

function authorization(name: string, { authorization: given }: NatsClusterArgs): SecretSettings[] {
  if (given === undefined) return [];
  const text = pulumi.output(given.password).apply((password) => natsAuthorizationText(given.user, password));
  return [{ name, data: { [natsFiles.authorization]: text }, inject: "volume" }];
}

function network(workload: WorkloadIdentity, { network: given, exporter }: NatsClusterArgs): NetworkSettings {
  const { policy = workload.name, keda, flows, ...surroundings } = given;
  const neighbours = { keda, monitoringNamespace: exporter?.monitoringNamespace };
  return { ...surroundings, policies: { both: policy }, flows: [...flows, ...natsFlows(workload, neighbours)] };
}
