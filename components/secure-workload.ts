import { ConfigMap, PersistentVolumeClaim, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { BulwarkComponent, type ComponentType } from "./base";
import { configMap } from "./builders/config-map";
import { persistentVolumeClaim } from "./builders/persistent-volume-claim";
import { podPorts, podTemplate, type PodTemplate } from "./builders/pod-template";
import { probePorts } from "./builders/probes";
import { secret } from "./builders/secret";
import { service } from "./builders/service";
import { serviceAccount } from "./builders/service-account";
import type { ServiceSettings } from "./builders/service-settings";
import { contentChecksum, secretChecksum, type DataByObject } from "./checksum";
import { Connection } from "./connection";
import { retention } from "./retention";
import { secretData } from "./secret-data";
import {
  identityOf,
  labelsOf,
  versionLabel,
  type SecureWorkloadArgs,
  type WorkloadAccount,
  type WorkloadObjects,
  type WorkloadTransforms,
} from "./secure-workload-args";
import { assertConsistent } from "./secure-workload-checks";
import { ServiceIdentity } from "./service-identity";
import type { Annotations, WorkloadIdentity } from "./types";
import { dataNames, injections, knownSecrets, workloadData, type SecretSettings } from "./workload-data";

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
      assertConsistent(args);
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
      names: dataNames(args.config, args.secrets),
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
