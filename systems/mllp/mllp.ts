import type * as pulumi from "@pulumi/pulumi";
import { NamespacePatch } from "@pulumi/kubernetes/core/v1";

import { BulwarkComponent } from "../../components/base";
import type { Container, PodSettings, Volume } from "../../components/builders/pod-settings";
import { DisruptionBudget } from "../../components/disruption-budget";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import type { SecureNamespace } from "../../components/secure-namespace";
import type { WorkloadIdentity } from "../../components/types";
import { takingReplicasBack } from "../common/replicas";
import type { StackPeers } from "../peers";
import { persistenceHooks, remember } from "./persistence-switch";
import type { MllpValues } from "./resolve";
import { checkedPem } from "../pem";
import {
  autoscaler,
  clientAffinitySeconds,
  clientLabel,
  exemptions,
  names,
  persistence,
  port,
  probes,
  selector,
  tls,
  user,
} from "./values";

/** Arguments of MllpServer. */
export interface MllpServerArgs {
  readonly values: MllpValues;
  /** The namespace must be closed before the first workload starts in it. */
  readonly namespace: SecureNamespace;
  /** The stack's neighbours. */
  readonly peers: StackPeers;
}

/** The MLLP HL7 server (SPEC 1.1): a TCP server with its budget, autoscaler, network rules, volume and certificate. */
export class MllpServer extends BulwarkComponent {
  declare readonly server: SecureDeployment;

  constructor(name: string, { values, namespace, peers }: MllpServerArgs, options: pulumi.ComponentResourceOptions) {
    super(
      "bulwark:systems:MllpServer",
      name,
      { ...options, hooks: persistenceHooks(values) },
      [],
      remember(values.scaling),
    );
    const workload: WorkloadIdentity = {
      name: names.server,
      namespace: values.namespace,
      partOf: names.system,
      selector,
    };
    const child = { parent: this, dependsOn: [namespace] };

    this.server = new SecureDeployment(`${name}-server`, deploymentArgs(workload, values, peers), child);
    new DisruptionBudget(
      `${name}-server-budget`,
      {
        workload,
        environment: values.environment,
        budget: values.budget,
        smallestReplicas: values.scaling.replicas,
      },
      child,
    );
    // The count is handed over once the pods run (W-29).
    this.addAutoscaler(workload, values, { parent: this, dependsOn: [namespace, this.server] });
    this.admitClients(values.clientNamespaces);
    this.done({ namespace: values.namespace, service: names.server });
  }

  private addAutoscaler(
    workload: WorkloadIdentity,
    values: MllpValues,
    options: pulumi.ComponentResourceOptions,
  ): void {
    const { autoscaler: bounds, slowScaleDown } = values.scaling;
    if (bounds === undefined) {
      return;
    }
    new HorizontalAutoscaler(
      `${this.componentName}-server-autoscaler`,
      {
        workload,
        minReplicas: bounds.min,
        maxReplicas: bounds.max,
        metrics: [{ resource: "cpu", utilizationPercent: autoscaler.cpuPercent }],
        ...(slowScaleDown ? { behavior: { scaleDown: slowly } } : {}),
      },
      options,
    );
  }

  /** W-20: the label comes with the list and goes with it. */
  private admitClients(namespaces: readonly string[]): void {
    for (const name of namespaces) {
      new NamespacePatch(
        `${this.componentName}-server-client-${name}`,
        { metadata: { name, labels: { ...clientLabel } } },
        { parent: this },
      );
    }
  }
}

/** G-23: five quiet minutes, then one pod a minute. */
const slowly = { stabilizationSeconds: 300, policies: [{ pods: 1, periodSeconds: 60 }] } as const;

function deploymentArgs(workload: WorkloadIdentity, values: MllpValues, peers: StackPeers): SecureDeploymentArgs {
  const { scaling } = values;
  return {
    ...workload,
    ...podSettings(values),
    environment: values.environment,
    replicas: scaling.replicas,
    autoscaled: scaling.ownedByAutoscaler,
    config: { name: names.config, data: configData(values) },
    ...secretsAndClaims(values),
    services: [{ name: names.server, ports: [{ target: port }], clientAffinitySeconds }],
    network: {
      ...peers.network,
      policies: { ingress: names.server, egress: names.egressPolicy },
      flows: [
        { from: { namespaceLabels: clientLabel }, to: { workload }, ports: [port] },
        { from: { workload }, to: { everything: { exemption: exemptions.openEgress } }, ports: "all" },
      ],
    },
    // The scale subresource's manager keeps owning `spec.replicas` after its autoscaler is gone (W-21).
    ...(scaling.takesReplicasBack ? takingReplicasBack : {}),
  };
}

/** SPEC 1.1.6. */
function configData(values: MllpValues): Record<string, string> {
  return {
    MLLP_ADDR: `:${port.number}`,
    MLLP_MAX_CONNECTIONS: String(values.maxConnections),
    PRE_SHUTDOWN_DELAY: values.preShutdownDelay,
    SHUTDOWN_TIMEOUT: values.shutdownTimeout,
    LOG_LEVEL: values.logLevel,
    ...values.extraEnv,
  };
}

function secretsAndClaims({
  tls: pair,
  persistence: volume,
}: MllpValues): Pick<SecureDeploymentArgs, "secrets" | "claims"> {
  const secret = pair && {
    name: names.tlsSecret,
    data: {
      [tls.certificateKey]: checkedPem(pair.certificate, "CERTIFICATE", "mllp:tlsCertificate"),
      [tls.privateKeyKey]: checkedPem(pair.key, "PRIVATE KEY", "mllp:tlsKey"),
    },
    inject: "volume" as const,
  };
  const claim = volume && { name: names.claim, storageClassName: volume.storageClassName, size: volume.size };
  return { ...(secret ? { secrets: [secret] } : {}), ...(claim ? { claims: [claim] } : {}) };
}

function podSettings(values: MllpValues): PodSettings {
  const { persistence: volume, tls: pair } = values;
  const volumes: Record<string, Volume> = {
    ...(volume ? { data: { claim: names.claim }, tmp: { scratch: persistence.scratchSize } } : {}),
    ...(pair ? { tls: { secret: names.tlsSecret } } : {}),
  };
  return {
    user,
    container: container(values),
    // The process itself delays; a hook would only add to it (SPEC 1.1.4).
    drain: { drainSeconds: values.drainSeconds, graceSeconds: values.graceSeconds },
    volumes,
    scheduling: {
      ...(values.zoneSpread ? { spread: [{ over: "zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" }] } : {}),
      ...(values.priorityClassName === undefined ? {} : { priorityClassName: values.priorityClassName }),
    },
    // The namespace injects sidecars for the Elixir stack; MLLP's pods stay outside the mesh (C-40).
    podLabels: { "sidecar.istio.io/inject": "false" },
    ...(volume?.fileSystemBackup === true ? { podAnnotations: { [persistence.backupAnnotation]: "data" } } : {}),
    restartedAt: values.restartedAt,
    imagePullSecrets: values.imagePullSecrets,
  };
}

function container({ image, resources, persistence: volume, tls: pair }: MllpValues): Container {
  return {
    name: names.server,
    image,
    ports: [port],
    probes,
    resources,
    env: {
      POD_NAME: { field: "metadata.name" },
      POD_NAMESPACE: { field: "metadata.namespace" },
      ...(volume ? { MLLP_DB_PATH: persistence.databasePath } : {}),
      ...(pair
        ? {
            TLS_CERT_FILE: `${tls.mountPath}/${tls.certificateKey}`,
            TLS_KEY_FILE: `${tls.mountPath}/${tls.privateKeyKey}`,
          }
        : {}),
    },
    mounts: {
      ...(volume ? { data: { path: persistence.mountPath }, tmp: { path: persistence.scratchPath } } : {}),
      ...(pair ? { tls: { path: tls.mountPath, readOnly: true } } : {}),
    },
    ...(volume?.writableRootFilesystem ? { writableRootFilesystem: { exemption: exemptions.writableRoot } } : {}),
  };
}
