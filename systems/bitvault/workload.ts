import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import { oneOrHalf } from "../../components/builders/disruption-budget";
import type { CertificateIssuer } from "../../components/builders/tls";
import type { Flow } from "../../components/connection";
import { DisruptionBudget } from "../../components/disruption-budget";
import { EventAutoscaler } from "../../components/event-autoscaler";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { Monitoring } from "../../components/monitoring";
import { SecretSource, type SecretOrigin, type SecretStoreReference } from "../../components/secret-source";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import { TlsCertificate } from "../../components/tls-certificate";
import type { WorkloadIdentity } from "../../components/types";
import { takingReplicasBack } from "../common/replicas";
import type { StackPeers } from "../peers";
import { environmentVariables } from "./environment-variables";
import { monitoringArgs } from "./monitoring";
import { podSettings, servingPorts } from "./pod";
import type { BitvaultValues } from "./resolve";
import { bitvaultdMetrics, certificates, webMetrics, type WorkloadKey } from "./values";

/** Arguments of BitvaultWorkload. */
export interface BitvaultWorkloadArgs {
  readonly workload: WorkloadKey;
  readonly identity: WorkloadIdentity;
  readonly values: BitvaultValues;
  /** Those of the whole system. */
  readonly flows: readonly Flow[];
  readonly peers: StackPeers;
  /** Absent: the secrets are not fetched. */
  readonly store?: SecretStoreReference | undefined;
  /** Variables that the data stores in the namespace give to who reaches them. */
  readonly connections: Readonly<Record<string, SecretOrigin>>;
  /** Who signs certificates. Absent: nobody needs one. */
  readonly issuer?: CertificateIssuer | undefined;
}

/** One workload of BitVault (SPEC 1.5.3): its pods with their secret, disruption budget, autoscaler and monitor. */
export class BitvaultWorkload extends BulwarkComponent {
  declare readonly deployment: SecureDeployment;

  constructor(name: string, args: BitvaultWorkloadArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:BitvaultWorkload", name, options);
    const secrets = this.secrets(args);
    const certified = this.inherited({ dependsOn: this.certificate(args) });
    this.deployment = new SecureDeployment(`${name}-pods`, deploymentArgs(args, secrets), certified);
    this.limitDisruption(args);
    this.monitor(args, this.autoscale(args));
    this.done({ name: args.identity.name });
  }

  private secrets({ workload, identity, values, store, connections }: BitvaultWorkloadArgs): SecretSource {
    const { origins, vault } = values.secrets;
    const given = workload === "web" ? {} : connections;
    return new SecretSource(
      `${this.componentName}-secrets`,
      {
        identity,
        name: identity.name,
        keys: { ...origins[workload], ...given },
        labels: identity.selector,
        store,
        refreshInterval: vault?.refreshInterval,
      },
      this.inherited(),
    );
  }

  /** shown to whom it serves and to whom it asks; the worker, whom nobody asks, has a name for it too. */
  private certificate({ workload, identity, values, issuer }: BitvaultWorkloadArgs): pulumi.Resource[] {
    if (values.mtls !== "certManager" || issuer === undefined) return [];
    const { name, namespace } = identity;
    const args = {
      identity,
      secretName: certificates.secret[workload],
      hosts: [name, `${name}.${namespace}`, `${name}.${namespace}.svc`],
      source: { issuer },
      labels: identity.selector,
      isMutual: true,
    };
    return [new TlsCertificate(`${this.componentName}-certificate`, args, this.inherited())];
  }

  /** C-46, G-62: KEDA may go down to one worker, of which one may go. */
  private limitDisruption({ workload, identity, values }: BitvaultWorkloadArgs): void {
    const { min } = values.workloads[workload].replicas;
    const budget = workload === "worker" ? { maxUnavailable: 1 } : oneOrHalf(min);
    const { environment } = values;
    new DisruptionBudget(
      `${this.componentName}-budget`,
      { workload: identity, environment, budget, smallestReplicas: min },
      this.inherited(),
    );
  }

  /** The name of the HorizontalPodAutoscaler, whoever makes it. The count is handed over once the pods run (W-29). */
  private autoscale({ workload, identity, values }: BitvaultWorkloadArgs): string | undefined {
    const name = `${this.componentName}-autoscaler`;
    const { min: minReplicas, max: maxReplicas } = values.workloads[workload].replicas;
    const bounds = { workload: identity, minReplicas, maxReplicas };
    const options = this.inherited({ dependsOn: this.deployment });
    if (workload !== "worker") {
      const metrics = workload === "web" ? webMetrics : bitvaultdMetrics(values.requestsPerSecond);
      return new HorizontalAutoscaler(name, { ...bounds, metrics }, options).autoscalerName;
    }
    const { monitoringEndpoint, account, stream, name: consumer } = values.stores.consumer;
    if (monitoringEndpoint === undefined) return undefined;
    const { lagThreshold } = values;
    const trigger = {
      monitoringEndpoint,
      ...(account === undefined ? {} : { account }),
      stream,
      consumer,
      lagThreshold,
    };
    return new EventAutoscaler(name, { ...bounds, trigger }, options).generatedAutoscalerName;
  }

  private monitor({ workload, identity, values }: BitvaultWorkloadArgs, autoscaler: string | undefined): void {
    if (values.monitoring === undefined) return;
    new Monitoring(
      `${this.componentName}-monitoring`,
      monitoringArgs(workload, values, identity, values.monitoring, autoscaler),
      this.inherited(),
    );
  }
}

function deploymentArgs(
  { workload, identity, values, flows, peers }: BitvaultWorkloadArgs,
  secrets: SecretSource,
): SecureDeploymentArgs {
  const { name } = identity;
  const serving = servingPorts[workload];
  const autoscaled = workload !== "worker" || values.stores.consumer.monitoringEndpoint !== undefined;
  return {
    ...identity,
    ...podSettings(workload, values),
    environment: values.environment,
    replicas: values.workloads[workload].replicas.min,
    autoscaled,
    config: { name, data: environmentVariables(workload, { ...values, ...values.workloads[workload] }) },
    // The operator adds its keys to a Secret that is there already; pods must then wait for each of them.
    secrets: [{ from: secrets, inject: secrets.isMixed ? "keys" : "all" }],
    services: serving.length === 0 ? [] : [{ name, ports: serving.map((target) => ({ target })) }],
    network: {
      ...peers.network,
      ...(values.mtls === "mesh" ? { mesh: peers.ambient } : {}),
      policies: { both: name },
      flows,
    },
    // The manager of the scale subresource keeps owning `spec.replicas` after KEDA's autoscaler is gone (C-01).
    ...(autoscaled ? {} : takingReplicasBack),
  };
}
