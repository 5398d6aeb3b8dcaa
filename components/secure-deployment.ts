import { Deployment, type DeploymentArgs } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, PersistentVolumeClaim, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type {
  ConfigMapArgs,
  PersistentVolumeClaimArgs,
  SecretArgs,
  ServiceAccountArgs,
  ServiceArgs,
} from "@pulumi/kubernetes/core/v1";
import type { NetworkPolicyArgs } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes";
import type { Environment } from "../config/primitives/environment";
import { ArgumentError } from "./argument-error";
import { BulwarkComponent } from "./base";
import { configMap } from "./builders/config-map";
import type { Injection } from "./builders/container";
import { deployment } from "./builders/deployment";
import type { Flow } from "./builders/flow";
import { isExclusive, persistentVolumeClaim, type ClaimSettings } from "./builders/persistent-volume-claim";
import type { PodSettings } from "./builders/pod-settings";
import { podExemptions, podTemplate } from "./builders/pod-template";
import { secret } from "./builders/secret";
import { service } from "./builders/service";
import { serviceAccount } from "./builders/service-account";
import type { ServiceSettings } from "./builders/service-settings";
import { contentChecksum, secretChecksum } from "./checksum";
import { Connection, type ConnectionArgs } from "./connection";
import type { Transform } from "./transform";
import type { Annotations, Labels, WorkloadIdentity } from "./types";

/** The workload's ConfigMap; each key reaches the container as a variable. */
export interface ConfigSettings {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  /** "all": envFrom; "keys": one variable per key. Default: "all". */
  readonly inject?: "all" | "keys";
}

/** A Secret of the workload; its values become Pulumi secrets whatever is given. */
export interface SecretSettings {
  readonly name: string;
  readonly data: Readonly<Record<string, pulumi.Input<string>>>;
  /** "all": envFrom; "keys": one variable per key; "volume": a volume of the pod mounts it. */
  readonly inject: "all" | "keys" | "volume";
}

/** Arguments of SecureDeployment. */
export interface SecureDeploymentArgs extends WorkloadIdentity, PodSettings {
  /** In prod, claims are protected and retained. */
  readonly environment: Environment;
  /** Replicas; with `autoscaled` the autoscaler's minimum. */
  readonly replicas: number;
  /** An autoscaler owns `spec.replicas` after creation: the engine ignores it from then on (C-01, R-34). Default: false. */
  readonly autoscaled?: boolean;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: Labels;
  /** Ids of exemptions of the Deployment besides those that its settings name. Default: none. */
  readonly exemptions?: readonly string[];
  /** Default: no ConfigMap. */
  readonly config?: ConfigSettings;
  /** Default: no Secrets. */
  readonly secrets?: readonly SecretSettings[];
  /** Standalone claims. ReadWriteOnce makes the strategy `Recreate`. Default: none. */
  readonly claims?: readonly ClaimSettings[];
  /** Services in front of the pods. Default: none. */
  readonly services?: readonly ServiceSettings[];
  /** The workload's NetworkPolicies. */
  readonly network: Pick<ConnectionArgs, "policies" | "dns"> & { readonly flows: readonly Flow[] };
  readonly transform?: {
    readonly deployment?: Transform<DeploymentArgs>;
    readonly serviceAccount?: Transform<ServiceAccountArgs>;
    readonly configMap?: Transform<ConfigMapArgs>;
    readonly secret?: Transform<SecretArgs>;
    readonly service?: Transform<ServiceArgs>;
    readonly claim?: Transform<PersistentVolumeClaimArgs>;
    readonly networkPolicy?: Transform<NetworkPolicyArgs>;
  };
}

/**
 * A hardened Deployment with its ServiceAccount, ConfigMap, Secrets, claims, NetworkPolicies and Services. Everything
 * that a pod needs exists before the first pod starts; a changed ConfigMap or Secret rolls the pods.
 */
export class SecureDeployment extends BulwarkComponent {
  /** For the budget, the autoscaler and the flows of other workloads. */
  declare readonly workload: WorkloadIdentity;

  constructor(name: string, args: SecureDeploymentArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:SecureDeployment", name, options);
    this.workload = { name: args.name, namespace: args.namespace, partOf: args.partOf, selector: args.selector };
    this.check(() => {
      assertSecretsMounted(args);
      assertClaimsDeclared(args);
    });

    const network = this.connect(args);
    const account = this.child(ServiceAccount, "service-account", () => serviceAccount(this.workload, labelsOf(args)), {
      transform: args.transform?.serviceAccount,
    });
    const configuration = this.configuration(args);
    const secrets = this.secrets(args);
    const claims = this.claims(args);
    this.run(args, [network, account, ...configuration, ...secrets, ...claims]);
    this.expose(args);

    this.done({ name: args.name, namespace: args.namespace });
  }

  private connect({ network, transform, ...args }: SecureDeploymentArgs): Connection {
    return new Connection(
      `${this.componentName}-network`,
      {
        ...network,
        workload: this.workload,
        labels: args.labels,
        transform: { networkPolicy: transform?.networkPolicy },
      },
      this.inherited(),
    );
  }

  private configuration(args: SecureDeploymentArgs): pulumi.Resource[] {
    const { config, transform } = args;
    if (config === undefined) return [];
    const build = (): ReturnType<typeof configMap> =>
      configMap(this.workload, { name: config.name, data: config.data, labels: labelsOf(args) });
    return [this.child(ConfigMap, "config", build, { transform: transform?.configMap })];
  }

  private secrets(args: SecureDeploymentArgs): pulumi.Resource[] {
    return (args.secrets ?? []).map(({ name, data }) =>
      this.child(
        Secret,
        `secret-${name}`,
        () => secret(this.workload, { name, data: encoded(data), labels: labelsOf(args) }),
        { transform: args.transform?.secret },
      ),
    );
  }

  private claims(args: SecureDeploymentArgs): pulumi.Resource[] {
    const isPrecious = args.environment === "prod";
    return (args.claims ?? []).map((claim) =>
      this.child(
        PersistentVolumeClaim,
        `claim-${claim.name}`,
        () => persistentVolumeClaim(this.workload, claim, labelsOf(args)),
        { transform: args.transform?.claim, ...(isPrecious ? { protect: true, retainOnDelete: true } : {}) },
      ),
    );
  }

  private run(args: SecureDeploymentArgs, dependsOn: pulumi.Resource[]): void {
    const autoscaled = args.autoscaled ?? false;
    const rollout = { replicas: args.replicas, autoscaled, hasExclusiveClaim: (args.claims ?? []).some(isExclusive) };
    const exemptions = [...(args.exemptions ?? []), ...podExemptions(args)];
    const labels = labelsOf(args);
    const checksums = this.checksums(args);
    this.child(
      Deployment,
      "deployment",
      () => {
        const wiring = {
          serviceAccountName: args.name,
          labels,
          injections: injections(args),
          checksums,
        };
        return deployment(this.workload, { labels, exemptions }, rollout, podTemplate(this.workload, args, wiring));
      },
      {
        transform: args.transform?.deployment,
        dependsOn,
        ...(autoscaled ? { ignoreChanges: ["spec.replicas"] } : {}),
      },
    );
  }

  private expose(args: SecureDeploymentArgs): void {
    for (const settings of args.services ?? []) {
      this.child(
        Service,
        `service-${settings.name}`,
        () => service(this.workload, settings, args.container.ports, labelsOf(args)),
        { transform: args.transform?.service },
      );
    }
  }

  private checksums({ config, secrets = [] }: SecureDeploymentArgs): Annotations {
    return {
      ...(config === undefined ? {} : { "bulwark.io/checksum-config": contentChecksum(config.data) }),
      ...(secrets.length === 0 ? {} : { "bulwark.io/checksum-secrets": this.keyedChecksum(secrets) }),
    };
  }

  private keyedChecksum(secrets: readonly SecretSettings[]): pulumi.Output<string> {
    const key = new RandomBytes(`${this.componentName}-checksum-key`, { length: 32 }, this.inherited());
    return secretChecksum(key.base64, Object.fromEntries(secrets.map(({ name, data }) => [name, data])));
  }
}

function labelsOf({ labels, selector }: SecureDeploymentArgs): Labels {
  return labels ?? selector;
}

function encoded(data: SecretSettings["data"]): Record<string, pulumi.Output<string>> {
  const base64 = (value: string): string => Buffer.from(value, "utf8").toString("base64");
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, pulumi.secret(value).apply(base64)]));
}

function injections({ config, secrets = [] }: SecureDeploymentArgs): Injection[] {
  return [
    ...(config === undefined
      ? []
      : [
          {
            kind: "configMap" as const,
            name: config.name,
            keys: Object.keys(config.data),
            inject: config.inject ?? "all",
          },
        ]),
    ...secrets.flatMap(({ name, data, inject }) =>
      inject === "volume" ? [] : [{ kind: "secret" as const, name, keys: Object.keys(data), inject }],
    ),
  ];
}

/** @throws ArgumentError when a Secret shall be mounted and no volume does so. */
function assertSecretsMounted({ secrets = [], volumes = {} }: SecureDeploymentArgs): void {
  const mounted = new Set(Object.values(volumes).map((volume) => ("secret" in volume ? volume.secret : undefined)));
  for (const { name, inject } of secrets) {
    if (inject === "volume" && !mounted.has(name)) {
      const remedy = `add { secret: "${name}" } to volumes and mount it`;
      throw new ArgumentError(`secrets.${name}`, "inject volume without a volume", "a volume of the Secret", remedy);
    }
  }
}

/** @throws ArgumentError when claims and the volumes that use them do not match. */
function assertClaimsDeclared({ claims = [], volumes = {} }: SecureDeploymentArgs): void {
  const declared = claims.map(({ name }) => name);
  const used = Object.values(volumes).flatMap((volume) => ("claim" in volume ? [volume.claim] : []));
  const odd = [...declared, ...used].find((name) => !declared.includes(name) || !used.includes(name));
  if (odd !== undefined) {
    const remedy = "declare each claim in claims and use it in volumes";
    throw new ArgumentError(`claims.${odd}`, "a claim on one side only", "claims that are declared and used", remedy);
  }
}
