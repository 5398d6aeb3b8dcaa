import type * as pulumi from "@pulumi/pulumi";

import { BackupSchedule } from "../../components/backup-schedule";
import { BulwarkComponent } from "../../components/base";
import type { Flow } from "../../components/connection";
import { DisruptionBudget } from "../../components/disruption-budget";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { MeshGateway } from "../../components/mesh-gateway";
import { Monitoring } from "../../components/monitoring";
import { PostgresCluster } from "../../components/postgres-cluster";
import { PostgresDatabase } from "../../components/postgres-database";
import { SecretSource, type SecretOrigin } from "../../components/secret-source";
import { SecureDeployment } from "../../components/secure-deployment";
import type { SecureNamespace } from "../../components/secure-namespace";
import type { WorkloadIdentity } from "../../components/types";
import type { StackPeers } from "../peers";
import { appArgs, secretsArgs } from "./app";
import { backupArgs } from "./backup";
import { entranceArgs } from "./entrance";
import { healthcareFlows } from "./flows";
import { monitoringArgs } from "./monitoring";
import { backupHook, clusterArgs, clusterUrl, databaseIdentity, passwordsArgs, postgresArgs } from "./postgres";
import type { HealthcareValues } from "./resolve";
import { autoscaler, names, selector, system } from "./values";

/** Arguments of Healthcare. */
export interface HealthcareArgs {
  readonly values: HealthcareValues;
  /** The namespace must be closed before the first workload starts in it. */
  readonly namespace: SecureNamespace;
  /** The stack's neighbours. */
  readonly peers: StackPeers;
}

/** The database, whoever runs it. */
interface Database {
  readonly server: pulumi.Resource;
  /** Origin of DATABASE_URL. */
  readonly url: SecretOrigin;
}

/** The Healthcare Elixir stack (SPEC 1.2): a Phoenix app behind the mesh's gateway, and its database. */
export class Healthcare extends BulwarkComponent {
  declare readonly app: SecureDeployment;
  declare private readonly args: HealthcareArgs;
  declare private readonly workloads: { readonly app: WorkloadIdentity; readonly database: WorkloadIdentity };

  constructor(name: string, args: HealthcareArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:Healthcare", name, options);
    const { values, peers } = args;
    this.args = args;
    this.workloads = {
      app: { name: names.app, namespace: values.namespace, partOf: system, selector },
      database: databaseIdentity(values),
    };
    const flows = healthcareFlows(values, this.workloads, peers);

    this.app = this.addApp(flows, this.addDatabase(flows));
    this.addScaling();
    this.addEntrance();
    this.addMonitoring();
    this.addBackup();
    this.done({ namespace: values.namespace, service: names.service });
  }

  /** SPEC 1.2.9; gives the origin of DATABASE_URL too. */
  private addDatabase(flows: readonly Flow[]): Database {
    const { values, peers } = this.args;
    const { database } = this.workloads;
    const name = this.part("database");
    const passwords = new SecretSource(`${name}-passwords`, passwordsArgs(values, database), this.within());
    const stored = values.secrets.databaseUrl;
    if (values.database.cluster !== undefined) {
      const settings = clusterArgs(values, values.database.cluster, database, peers, flows);
      const server = new PostgresCluster(name, settings, this.within(passwords));
      return { server, url: stored ?? { value: clusterUrl(values, passwords, server.host) } };
    }
    const network = { ...peers.network, flows, mesh: peers.sidecar, policies: { both: names.databaseNetworkPolicy } };
    const server = new PostgresDatabase(name, postgresArgs(values, database, passwords, network), this.within());
    return { server, url: stored ?? { value: server.url() } };
  }

  /** SPEC 1.2.4 to 1.2.7. */
  private addApp(flows: readonly Flow[], { server, url }: Database): SecureDeployment {
    const { values, peers } = this.args;
    const { app } = this.workloads;
    const secrets = new SecretSource(this.part("app-secrets"), secretsArgs(values, app, url), this.within());
    const network = { ...peers.network, flows, mesh: peers.sidecar, policies: { both: names.networkPolicy } };
    // A migration does not wait by itself for a database that is just being made (G-59).
    const first = values.migration === undefined ? [] : [server];
    return new SecureDeployment(this.part("app"), appArgs(values, app, secrets, network), this.within(...first));
  }

  /** SPEC 1.2.8 and 1.9. */
  private addScaling(): void {
    const { replicas, budget, environment } = this.args.values;
    const { app: workload } = this.workloads;
    if (budget !== undefined) {
      const settings = { workload, environment, budget, smallestReplicas: replicas.replicas };
      new DisruptionBudget(this.part("app-budget"), settings, this.within());
    }
    if (replicas.autoscaler !== undefined) {
      const { min: minReplicas, max: maxReplicas } = replicas.autoscaler;
      const settings = { workload, name: names.autoscaler, minReplicas, maxReplicas, ...autoscaler };
      // The count is handed over once the pods run (W-29).
      new HorizontalAutoscaler(this.part("app-hpa"), settings, this.within(this.app));
    }
  }

  /** SPEC 1.2.10. */
  private addEntrance(): void {
    const { values } = this.args;
    if (values.entrance !== undefined) {
      new MeshGateway(this.part("gateway"), entranceArgs(values, values.entrance, this.workloads.app), this.within());
    }
  }

  /** SPEC 1.2.12. */
  private addMonitoring(): void {
    const { values } = this.args;
    if (values.monitoring !== undefined) {
      const settings = monitoringArgs(values, values.monitoring, this.workloads.app);
      new Monitoring(this.part("app-monitoring"), settings, this.within());
    }
  }

  /** SPEC 1.2.13. */
  private addBackup(): void {
    const { values } = this.args;
    if (values.backup !== undefined) {
      const hooks = [backupHook(values.database, this.workloads.database)];
      new BackupSchedule(this.part("daily"), backupArgs(values, values.backup, hooks), this.within());
    }
  }

  /** Name of a part in the program; an alias of the system finds it by this. */
  private part(role: string): string {
    return `${this.componentName}-${role}`;
  }

  /** Options of every part: it waits for the closed namespace, and for `further`. */
  private within(...further: readonly pulumi.Resource[]): ReturnType<BulwarkComponent["inherited"]> {
    return this.inherited({ dependsOn: [this.args.namespace, ...further] });
  }
}
