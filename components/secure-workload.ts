import { ConfigMap, PersistentVolumeClaim, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type {
  ConfigMapArgs,
  PersistentVolumeClaimArgs,
  SecretArgs,
  ServiceAccountArgs,
  ServiceArgs,
} from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { Environment } from "../config/primitives/environment";
import { ArgumentError, wholeNumber } from "./argument-error";
import { BulwarkComponent, type ComponentType } from "./base";
import { configMap } from "./builders/config-map";
import type { ObjectSettings } from "./builders/metadata";
import { persistentVolumeClaim, type ClaimSettings } from "./builders/persistent-volume-claim";
import type { PodSettings } from "./builders/pod-settings";
import { podExemptions, podPorts, podTemplate, type PodTemplate } from "./builders/pod-template";
import { secret } from "./builders/secret";
import { probePorts } from "./builders/probes";
import { service } from "./builders/service";
import { serviceAccount } from "./builders/service-account";
import type { ServiceSettings } from "./builders/service-settings";
import { contentChecksum, secretChecksum, type DataByObject } from "./checksum";
import { Connection, type ConnectionTransforms, type NetworkSettings } from "./connection";
import { secretData } from "./secret-data";
import { ServiceIdentity, type IdentityTransforms, type Permission } from "./service-identity";
import type { Transform } from "./transform";
import { groupOf, type Annotations, type Labels, type WorkloadIdentity } from "./types";
import {
  assertDataArrives,
  injections,
  type ConfigSettings,
  knownSecrets,
  workloadData,
  type SecretSettings,
  type WorkloadSecret,
} from "./workload-data";

/** A ServiceAccount that pods run under. */
export interface WorkloadAccount {
  readonly name: string;
  /** Whether it has permissions in the API, for which pods need its token. */
  readonly hasPermissions: boolean;
  /** What must exist before pods run under it. */
  readonly resources: readonly pulumi.Resource[];
}

/** The objects that hold a workload's data. */
export interface WorkloadObjects {
  /** Names of the ConfigMap and the Secrets. */
  readonly names: readonly string[];
  /** What must exist before pods read it. */
  readonly resources: readonly pulumi.Resource[];
  /** Annotations of the pods: they change with the data. */
  readonly checksums: Annotations;
}

/** Arguments of all workload kinds. */
export interface SecureWorkloadArgs extends WorkloadIdentity, PodSettings {
  /** In prod, data is protected and retained. */
  readonly environment: Environment;
  /** Replicas; under an autoscaler its minimum. */
  readonly replicas: number;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: Labels | undefined;
  /** Label `version` of the workload object and its pods, never of the selector (C-19). Default: none. */
  readonly version?: string | undefined;
  /** Annotations of the workload object itself, such as `canary.weight` (C-30). Default: none. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Ids of exemptions of the workload object besides those that its settings name. Default: none. */
  readonly exemptions?: readonly string[] | undefined;
  /** How long an update may take. Default: 10 minutes. */
  readonly rolloutMinutes?: number | undefined;
  /** The account of another workload (C-32). Default: an own one. */
  readonly account?: WorkloadAccount | undefined;
  /** What the own account may read in the API; its pods then mount a token. Default: nothing. */
  readonly permissions?: readonly Permission[] | undefined;
  /** ARN of the IAM role that pods under the own account may take. Default: none. */
  readonly roleArn?: string | undefined;
  /** Default: no ConfigMap. */
  readonly config?: ConfigSettings | undefined;
  /** Own Secrets, and those of a SecretSource. Default: none. */
  readonly secrets?: readonly WorkloadSecret[] | undefined;
  /** ConfigMap and Secrets are those of this workload: said again here, but not made again (C-29). Default: own ones. */
  readonly dataOf?: SecureWorkload | undefined;
  /** Standalone claims. Default: none. */
  readonly claims?: readonly ClaimSettings[] | undefined;
  /** Services in front of the pods. Default: none. */
  readonly services?: readonly ServiceSettings[] | undefined;
  /** The workload's connections and mesh, or those of a workload whose `group` it shares. */
  readonly network: NetworkSettings | Connection;
}

/** One hatch per child that all workload kinds have. */
export interface WorkloadTransforms extends ConnectionTransforms, IdentityTransforms {
  readonly serviceAccount?: Transform<ServiceAccountArgs>;
  readonly configMap?: Transform<ConfigMapArgs>;
  readonly secret?: Transform<SecretArgs>;
  readonly service?: Transform<ServiceArgs>;
  readonly claim?: Transform<PersistentVolumeClaimArgs>;
}

type Args = SecureWorkloadArgs & { readonly transform?: WorkloadTransforms | undefined };

/**
 * What all workload kinds share: ServiceAccount, ConfigMap, Secrets, claims, NetworkPolicies, Services and the pod
 * template. Everything that a pod needs exists before the first pod starts; a changed ConfigMap or Secret rolls the pods
 * (R-62).
 */
export abstract class SecureWorkload extends BulwarkComponent {
  /** For the budget, the autoscaler and the flows of other workloads. */
  declare readonly workload: WorkloadIdentity;
  /** The account that the pods run under. */
  declare readonly account: WorkloadAccount;
  /** The connections; a workload of the same `group` takes them as its own. */
  declare readonly network: Connection;
  /** The ConfigMap and the Secrets; a workload of the same values takes them as its own. */
  declare readonly data: WorkloadObjects;
  /** What must exist before the first pod. */
  declare protected readonly prerequisites: readonly pulumi.Resource[];

  protected constructor(type: ComponentType, name: string, args: Args, options: pulumi.ComponentResourceOptions) {
    super(type, name, options);
    this.workload = identityOf(args);
    this.check(() => {
      assertDataArrives(workloadData(args.config, args.secrets), args);
      assertClaimsDeclared(args);
      assertAccountNamed(args);
      assertPoliciesSelect(this.workload, args.network);
      assertDataShared(args);
      wholeNumber("rolloutMinutes", args.rolloutMinutes ?? 10, 1);
    });
    this.network = this.connect(args);
    this.account = args.account ?? this.ownAccount(args);
    this.data = args.dataOf?.data ?? this.ownData(args);
    this.prerequisites = [this.network, ...this.account.resources, ...this.data.resources, ...this.claims(args)];
  }

  /** The pod template with everything that the other objects mean for it. */
  protected podTemplate(args: Args, claimTemplates: readonly string[] = []): PodTemplate {
    return podTemplate(this.workload, args, {
      serviceAccountName: this.account.name,
      mountsToken: this.account.hasPermissions,
      labels: { ...labelsOf(args), ...versionLabel(args) },
      injections: injections(workloadData(args.config, args.secrets)),
      checksums: this.data.checksums,
      mesh: this.network.mesh?.mode,
      claimTemplates,
    });
  }

  protected expose(settings: ServiceSettings, args: Args): Service {
    return this.child(
      Service,
      `service-${settings.name}`,
      () => service(this.workload, settings, podPorts(args), labelsOf(args)),
      { transform: args.transform?.service },
    );
  }

  private connect({ network, transform, labels, container, sidecars = [] }: Args): Connection {
    if (network instanceof Connection) return network;
    const { networkPolicy, authorizationPolicy, peerAuthentication } = transform ?? {};
    return new Connection(
      `${this.componentName}-network`,
      {
        ...network,
        workload: this.workload,
        labels,
        probes: probePorts([container, ...sidecars]),
        transform: { networkPolicy, authorizationPolicy, peerAuthentication },
      },
      this.inherited(),
    );
  }

  private ownAccount(args: Args): WorkloadAccount {
    const { permissions, roleArn, transform } = args;
    const labels = labelsOf(args);
    const account = this.child(
      ServiceAccount,
      "service-account",
      () => serviceAccount(this.workload, { labels, roleArn }),
      { transform: transform?.serviceAccount },
    );
    const { name } = this.workload;
    if (permissions === undefined) return { name, hasPermissions: false, resources: [account] };
    const identity = new ServiceIdentity(
      `${this.componentName}-identity`,
      {
        identity: this.workload,
        permissions,
        labels,
        transform: { role: transform?.role, roleBinding: transform?.roleBinding },
      },
      this.inherited({ dependsOn: account }),
    );
    return { name, hasPermissions: true, resources: [account, identity] };
  }

  private ownData(args: Args): WorkloadObjects {
    return {
      names: dataNames(args),
      resources: [...this.configuration(args), ...this.secrets(args)],
      checksums: this.checksums(args),
    };
  }

  /** A change of the data changes the pod template. */
  private checksums({ config, secrets }: Args): Annotations {
    const known = knownSecrets(secrets);
    return {
      ...(config === undefined ? {} : { "bulwark.io/checksum-config": contentChecksum(config.data) }),
      ...(Object.keys(known).length === 0 ? {} : { "bulwark.io/checksum-secrets": this.keyedChecksum(known) }),
    };
  }

  private configuration(args: Args): pulumi.Resource[] {
    const { config, transform } = args;
    if (config === undefined) return [];
    const build = (): ReturnType<typeof configMap> =>
      configMap(this.workload, { name: config.name, data: config.data, labels: labelsOf(args) });
    return [this.child(ConfigMap, "config", build, { transform: transform?.configMap })];
  }

  private secrets(args: Args): pulumi.Resource[] {
    return (args.secrets ?? []).map((each) => ("from" in each ? each.from : this.ownSecret(each, args)));
  }

  private ownSecret({ name, data: values }: SecretSettings, args: Args): Secret {
    const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, secretData(value)]));
    return this.child(Secret, `secret-${name}`, () => secret(this.workload, { name, data, labels: labelsOf(args) }), {
      transform: args.transform?.secret,
    });
  }

  private claims(args: Args): pulumi.Resource[] {
    return (args.claims ?? []).map((claim) =>
      this.child(
        PersistentVolumeClaim,
        `claim-${claim.name}`,
        () => persistentVolumeClaim(this.workload, claim, labelsOf(args)),
        { transform: args.transform?.claim, ...retention(args) },
      ),
    );
  }

  private keyedChecksum(data: DataByObject): pulumi.Output<string> {
    // 43 letters and digits are as hard to guess as 32 bytes; the id of RandomBytes would show its value.
    const fields = { length: 43, special: false };
    const key = new RandomPassword(`${this.componentName}-checksum-key`, fields, this.inherited());
    return secretChecksum(key.result, data);
  }
}

/** What the workload object carries besides the standard labels. */
export function objectSettings(args: SecureWorkloadArgs): Omit<ObjectSettings, "name"> {
  return {
    labels: { ...labelsOf(args), ...versionLabel(args) },
    annotations: args.annotations,
    exemptions: [...(args.exemptions ?? []), ...podExemptions(args)],
  };
}

/** In prod, what holds data is neither deleted by mistake nor together with the stack. */
export function retention({ environment }: Pick<SecureWorkloadArgs, "environment">): {
  protect?: true;
  retainOnDelete?: true;
} {
  return environment === "prod" ? { protect: true, retainOnDelete: true } : {};
}

/** Bounds of the workload object's operations; the base class has its own where nothing is given. */
export function rolloutTimeouts({ rolloutMinutes }: Pick<SecureWorkloadArgs, "rolloutMinutes">): {
  customTimeouts?: pulumi.CustomTimeouts;
} {
  if (rolloutMinutes === undefined) return {};
  const limit = `${rolloutMinutes}m`;
  return { customTimeouts: { create: limit, update: limit, delete: limit } };
}

function identityOf(args: SecureWorkloadArgs): WorkloadIdentity {
  const { name, namespace, partOf, selector, group, account } = args;
  return { name, namespace, partOf, selector, group, serviceAccount: account?.name };
}

function labelsOf({ labels, selector }: SecureWorkloadArgs): Labels {
  return labels ?? selector;
}

function versionLabel({ version }: SecureWorkloadArgs): Labels {
  return version === undefined ? {} : { version };
}

/** @throws ArgumentError when claims and the volumes that use them do not match. */
function assertClaimsDeclared({ claims = [], volumes = {} }: SecureWorkloadArgs): void {
  const declared = claims.map(({ name }) => name);
  const used = Object.values(volumes).flatMap((volume) => ("claim" in volume ? [volume.claim] : []));
  const odd = [...declared, ...used].find((name) => !declared.includes(name) || !used.includes(name));
  if (odd !== undefined) {
    const remedy = "declare each claim in claims and use it in volumes";
    throw new ArgumentError(`claims.${odd}`, "a claim on one side only", "claims that are declared and used", remedy);
  }
}

/**
 * @throws ArgumentError when the identity that flows know is not the account that the pods run under, and when another
 * workload's account shall get permissions.
 */
function assertAccountNamed({ name, serviceAccount, account, permissions, roleArn }: SecureWorkloadArgs): void {
  if (account !== undefined && (permissions !== undefined || roleArn !== undefined)) {
    const given = `${permissions === undefined ? "roleArn" : "permissions"} for the account of another workload`;
    const remedy = `say it where ${account.name} is made`;
    throw new ArgumentError("account", given, "permissions of an own account", remedy);
  }
  const used = account?.name ?? name;
  if (serviceAccount !== undefined && serviceAccount !== used) {
    const remedy = "give the workload that account, or leave serviceAccount out";
    throw new ArgumentError("serviceAccount", `"${serviceAccount}"`, `"${used}", under which the pods run`, remedy);
  }
}

/** @throws ArgumentError when another workload's policies do not select the pods of this one. */
function assertPoliciesSelect(own: WorkloadIdentity, network: SecureWorkloadArgs["network"]): void {
  if (!(network instanceof Connection)) return;
  const { workload } = network;
  const selects = Object.entries(groupOf(workload)).every(([key, value]) => own.selector[key] === value);
  if (workload.namespace !== own.namespace || !selects) {
    const given = `the policies of ${workload.name}, which select ${JSON.stringify(groupOf(workload))}`;
    const remedy = "give both workloads one group, or this one its own policies";
    throw new ArgumentError("network", given, `policies that select ${JSON.stringify(own.selector)}`, remedy);
  }
}

function dataNames({ config, secrets }: SecureWorkloadArgs): string[] {
  const data = workloadData(config, secrets);
  return [...(data.config === undefined ? [] : [data.config.name]), ...data.secrets.map(({ name }) => name)];
}

/** @throws ArgumentError when the workload whose data is shared has not all that this one reads. */
function assertDataShared({ dataOf, ...args }: SecureWorkloadArgs): void {
  const missing = dataOf && dataNames(args).find((name) => !dataOf.data.names.includes(name));
  if (missing !== undefined) {
    const remedy = "give both workloads the same config and secrets, or this one its own (C-29)";
    throw new ArgumentError("dataOf", `data without "${missing}"`, "all that this workload reads", remedy);
  }
}
