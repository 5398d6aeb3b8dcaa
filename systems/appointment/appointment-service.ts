import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import type { ScalingRules } from "../../components/builders/horizontal-autoscaler";
import { CanaryRelease, type MeshSplit } from "../../components/canary-release";
import type { Flow } from "../../components/connection";
import { DisruptionBudget } from "../../components/disruption-budget";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { migrationIdentity } from "../../components/migration-job";
import { Monitoring } from "../../components/monitoring";
import { SecretSource } from "../../components/secret-source";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import type { WorkloadIdentity } from "../../components/types";
import { WebIngress } from "../../components/web-ingress";
import type { StackPeers } from "../peers";
import { monitoringArgs } from "./monitoring";
import { httpPort, podSettings } from "./pod";
import type { AppointmentValues, ServiceSettings } from "./resolve";
import type { ScalingPace } from "./service-values";
import { canaryReplicas, stableRolloutMinutes } from "./values";

/** Arguments of AppointmentService. */
export interface AppointmentServiceArgs {
  /** What all services share. */
  readonly values: AppointmentValues;
  /** What this one is. */
  readonly service: ServiceSettings;
  /** Its stable release; every pod of the service, canary or not, is in its group. */
  readonly workload: WorkloadIdentity;
  /** Every connection of the platform; the service takes those in which it is one side. */
  readonly flows: readonly Flow[];
  readonly peers: StackPeers;
}

/**
 * One service of the appointment platform (SPEC 1.4): its stable release with account, Service, network rules, budget and
 * autoscaler, its way in, its monitors, and during a release its canary. The seed's chart, instantiated six times.
 */
export class AppointmentService extends BulwarkComponent {
  declare readonly stable: SecureDeployment;

  constructor(name: string, args: AppointmentServiceArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:systems:AppointmentService", name, options);
    this.stable = new SecureDeployment(`${name}-stable`, stableArgs(args, this.secrets(args)), this.inherited());
    this.budget(args);
    this.autoscale(args);
    const ingress = this.publish(args);
    this.release(args, ingress);
    this.monitor(args);
    this.done({ service: args.workload.name });
  }

  /** The variables that are fetched from a store (G-16). */
  private secrets({ service, workload }: AppointmentServiceArgs): SecretSource | undefined {
    if (service.secrets === undefined) return undefined;
    const { origins, ...store } = service.secrets;
    return new SecretSource(
      `${this.componentName}-secrets`,
      { identity: workload, name: `${workload.name}-secrets`, keys: origins, labels: workload.group, ...store },
      this.inherited(),
    );
  }

  private budget({ values, service, workload }: AppointmentServiceArgs): void {
    const { minAvailable, hpa } = service;
    if (minAvailable === 0) return;
    new DisruptionBudget(
      `${this.componentName}-budget`,
      { workload, environment: values.environment, budget: { minAvailable }, smallestReplicas: hpa.minReplicas },
      this.inherited(),
    );
  }

  private autoscale({ service, workload }: AppointmentServiceArgs): void {
    const { minReplicas, maxReplicas, cpuPercent, memoryPercent, scaleUp, scaleDown } = service.hpa;
    new HorizontalAutoscaler(
      `${this.componentName}-autoscaler`,
      {
        workload,
        minReplicas,
        maxReplicas,
        metrics: [
          { resource: "cpu", utilizationPercent: cpuPercent },
          { resource: "memory", utilizationPercent: memoryPercent },
        ],
        behavior: { scaleUp: rules(scaleUp), scaleDown: rules(scaleDown) },
      },
      // The count is handed over once the pods run (W-29).
      this.inherited({ dependsOn: this.stable }),
    );
  }

  /** The Ingress, which is off by default (SPEC 1.4.3); it denies the metrics of its host. */
  private publish({ values, service, workload }: AppointmentServiceArgs): WebIngress | undefined {
    const { ingress, host, paths, servicePort } = service;
    if (!ingress.enabled || host === undefined) return undefined;
    const { certificate, ingressClassName } = values;
    const { tlsSecretName = `${workload.name}-tls` } = ingress;
    return new WebIngress(
      `${this.componentName}-ingress`,
      {
        workload,
        labels: workload.group ?? workload.selector,
        host,
        tls: { secretName: tlsSecretName, ...(certificate === undefined ? {} : { source: certificate }) },
        service: { name: workload.name, port: servicePort },
        paths: paths ?? ["/"],
        ...(ingressClassName === undefined ? {} : { ingressClassName }),
      },
      this.inherited(),
    );
  }

  /** The split of the requests of a canary service, which outlives its releases, and the release on trial (C-30). */
  private release({ values, service }: AppointmentServiceArgs, ingress: WebIngress | undefined): void {
    const { strategy, canary } = service;
    if (strategy !== "canary") return;
    new CanaryRelease(
      `${this.componentName}-release`,
      {
        stable: this.stable,
        split: values.trafficSplit === "mesh" ? { mesh: meshSplit(values, service) } : { ingress },
        canary: canary && { ...canary, replicas: canaryReplicas },
      },
      this.inherited(),
    );
  }

  private monitor({ values, service, workload }: AppointmentServiceArgs): void {
    const { monitoring } = values;
    if (monitoring === undefined) return;
    const args = this.check(() => monitoringArgs(values, service, workload, monitoring));
    new Monitoring(`${this.componentName}-monitoring`, args, this.inherited());
  }
}

function meshSplit({ gateway }: AppointmentValues, { host, paths }: ServiceSettings): MeshSplit {
  return gateway === undefined || host === undefined ? {} : { gateway: { name: gateway, host, prefixes: paths } };
}

function rules({ pods, periodSeconds, stabilizationSeconds }: ScalingPace): ScalingRules {
  return { stabilizationSeconds, policies: [{ pods, periodSeconds }] };
}

function stableArgs(
  { values, service, workload, flows, peers }: AppointmentServiceArgs,
  secrets: SecretSource | undefined,
): SecureDeploymentArgs {
  const { name } = workload;
  return {
    ...workload,
    ...podSettings(values, service),
    environment: values.environment,
    replicas: service.hpa.minReplicas,
    autoscaled: true,
    rolloutMinutes: stableRolloutMinutes,
    labels: workload.group,
    roleArn: service.roleArn,
    ...(secrets === undefined ? {} : { secrets: [{ from: secrets, inject: "keys" }] }),
    services: [{ name, ports: [{ target: httpPort(service), port: service.servicePort }] }],
    ...(service.migration === undefined
      ? {}
      : {
          // Its database is outside of the mesh.
          migration: {
            ...service.migration,
            network: { ...peers.network, policies: { both: migrationIdentity(workload).name }, flows },
          },
        }),
    network: {
      ...peers.network,
      ...(values.trafficSplit === "mesh" ? { mesh: peers.sidecar } : {}),
      policies: { both: name },
      flows,
    },
  };
}
