import type * as pulumi from "@pulumi/pulumi";

import { BackupSchedule } from "../../components/backup-schedule";
import { BulwarkComponent } from "../../components/base";
import { DisruptionBudget } from "../../components/disruption-budget";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { migrationIdentity } from "../../components/migration-job";
import { Monitoring } from "../../components/monitoring";
import { SecretSource } from "../../components/secret-source";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import type { SecureNamespace } from "../../components/secure-namespace";
import type { WorkloadIdentity } from "../../components/types";
import { WebIngress } from "../../components/web-ingress";
import { scheduleOf } from "../common/backup";
import { takingReplicasBack } from "../common/replicas";
import type { StackPeers } from "../peers";
import { alertGroups } from "./alerts";
import { auditServerFlows } from "./flows";
import { podSettings } from "./pod";
import type { SmedrecValues } from "./resolve";
import { autoscaler, ingress, names, permissions, ports, secretKeys, selector } from "./values";

/** Arguments of AuditServer. */
export interface AuditServerArgs {
  readonly values: SmedrecValues;
  /** The namespace must be closed before the first workload starts in it. */
  readonly namespace: SecureNamespace;
  /** The stack's neighbours. */
  readonly peers: StackPeers;
}

/** The SMEDREC audit server (SPEC 1.3): a web server with its secrets, way in, budget, autoscaler, alerts and backups. */
export class AuditServer extends BulwarkComponent {
  declare readonly server: SecureDeployment;

  constructor(name: string, { values, namespace, peers }: AuditServerArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:AuditServer", name, options);
    const workload: WorkloadIdentity = {
      name: names.server,
      namespace: values.namespace,
      partOf: names.system,
      selector,
    };
    const child = this.inherited({ dependsOn: namespace });

    const secrets = this.secrets(workload, values, child);
    this.server = new SecureDeployment(`${name}-server`, deploymentArgs(workload, values, secrets, peers), child);
    this.budget(workload, values, child);
    // The count is handed over once the pods run (W-29).
    this.autoscale(workload, values, this.inherited({ dependsOn: [namespace, this.server] }));
    this.publish(workload, values, child);
    this.alert(workload, values, this.backUp(values, child), child);
    this.done({ namespace: values.namespace, service: names.server });
  }

  private secrets(
    identity: WorkloadIdentity,
    { secrets: { origins, ...store } }: SmedrecValues,
    options: pulumi.ComponentResourceOptions,
  ): SecretSource {
    const keys = {
      [secretKeys.databaseUrl]: origins.databaseUrl,
      [secretKeys.redisUrl]: origins.redisUrl,
      [secretKeys.authSecret]: origins.authSecret,
    };
    const args = { identity, name: names.secrets, keys, labels: selector, ...store };
    return new SecretSource(`${this.componentName}-secrets`, args, options);
  }

  private budget(
    workload: WorkloadIdentity,
    { environment, minAvailable, replicas }: SmedrecValues,
    options: pulumi.ComponentResourceOptions,
  ): void {
    if (minAvailable === undefined) return;
    new DisruptionBudget(
      `${this.componentName}-budget`,
      { workload, environment, budget: { minAvailable }, smallestReplicas: replicas.replicas },
      options,
    );
  }

  private autoscale(
    workload: WorkloadIdentity,
    { replicas: { autoscaler: bounds } }: SmedrecValues,
    options: pulumi.ComponentResourceOptions,
  ): void {
    if (bounds === undefined) return;
    new HorizontalAutoscaler(
      `${this.componentName}-autoscaler`,
      { workload, minReplicas: bounds.min, maxReplicas: bounds.max, ...autoscaler },
      options,
    );
  }

  /** SPEC 1.3.9: the way in, where /metrics is denied (C-23). */
  private publish(workload: WorkloadIdentity, values: SmedrecValues, options: pulumi.ComponentResourceOptions): void {
    const { host, tls, ingressClassName, corsOrigins, controllerHeaders } = values;
    new WebIngress(
      `${this.componentName}-ingress`,
      {
        workload,
        host,
        tls,
        service: { name: names.server, port: ports.service },
        ...ingress,
        corsOrigins,
        ...(ingressClassName === undefined ? {} : { ingressClassName }),
        ...(controllerHeaders ? { headers: "controller" } : {}),
      },
      options,
    );
  }

  /** G-52: the objects of the namespace; the records are in PostgreSQL. */
  private backUp(
    { backup, environment, namespace, veleroNamespace }: SmedrecValues,
    options: pulumi.ComponentResourceOptions,
  ): BackupSchedule | undefined {
    if (backup === undefined) return undefined;
    return new BackupSchedule(
      `${this.componentName}-backup`,
      {
        system: names.system,
        environment,
        name: names.backup,
        veleroNamespace,
        ...scheduleOf(backup),
        includedNamespaces: [namespace],
        snapshotVolumes: false,
      },
      options,
    );
  }

  /** G-48; Prometheus finds the pods by their annotations. */
  private alert(
    workload: WorkloadIdentity,
    values: SmedrecValues,
    backup: BackupSchedule | undefined,
    options: pulumi.ComponentResourceOptions,
  ): void {
    const { alerts } = values;
    if (alerts === undefined) return;
    const groups = alertGroups(workload, values, alerts.runbooks, backup?.scheduleName);
    new Monitoring(
      `${this.componentName}-monitoring`,
      { workload, instanceLabels: alerts.labels, rules: { name: names.server, groups } },
      options,
    );
  }
}

function deploymentArgs(
  workload: WorkloadIdentity,
  values: SmedrecValues,
  secrets: SecretSource,
  peers: StackPeers,
): SecureDeploymentArgs {
  const { replicas, ownedByAutoscaler, takesReplicasBack } = values.replicas;
  const { migration } = values;
  const network = { ...peers.network, flows: auditServerFlows(values, workload, peers) };
  return {
    ...workload,
    ...podSettings(values),
    environment: values.environment,
    replicas,
    autoscaled: ownedByAutoscaler,
    config: { name: names.config, data: configData(values) },
    // The operator adds its keys to a Secret that is there already; pods must then wait for each of them.
    secrets: [{ from: secrets, inject: secrets.isMixed ? "keys" : "all" }],
    ...(values.kubernetesApi === undefined ? {} : { permissions }),
    services: [
      { name: names.server, ports: [{ target: ports.http, port: ports.service, targetBy: "number" }] },
      { name: names.headlessService, headless: true, ports: [{ target: ports.http, targetBy: "number" }] },
    ],
    network: { ...network, policies: { both: names.server } },
    ...(migration === undefined
      ? {}
      : { migration: { ...migration, network: { ...network, policies: { both: migrationIdentity(workload).name } } } }),
    // The scale subresource's manager keeps owning `spec.replicas` after its autoscaler is gone (C-01).
    ...(takesReplicasBack ? takingReplicasBack : {}),
  };
}

/** SPEC 1.3.5. */
function configData({ nodeEnv, logLevel, corsOrigins }: SmedrecValues): Record<string, string> {
  return {
    NODE_ENV: nodeEnv,
    PORT: String(ports.http.number),
    HOST: "0.0.0.0",
    LOG_LEVEL: logLevel,
    CORS_ORIGIN: corsOrigins.join(","),
  };
}
