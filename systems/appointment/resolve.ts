import type { TlsSource } from "../../components/builders/tls";
import type { Labels } from "../../components/types";
import type { Capabilities } from "../../config/capabilities";
import { resolveImage } from "../../config/image";
import { removeCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { resolveCertificate } from "../common/certificate";
import { resolveMigration, type MigrationValues } from "../common/migration";
import { resolveValues } from "../common/resolve-values";
import {
  checkAutoscaler,
  checkBudget,
  checkExtraEnv,
  checkHost,
  checkMigration,
  checkProbes,
  checkResources,
  checkRole,
  serviceScope,
} from "./checks";
import { base } from "./layers/base";
import { ciLayer } from "./layers/ci";
import { environmentLayer } from "./layers/environments";
import { services } from "./layers/services";
import { ofEach } from "./of-each";
import { resolveCanary, type CanaryValues } from "./resolve-canary";
import type { AppointmentKeys, ServiceKeys } from "./schema";
import { resolveSecrets, type ServiceSecrets } from "./secrets";
import type { ServiceValues } from "./service-values";
import {
  DESTINATIONS,
  destinations,
  namespaces,
  objectName,
  SERVICES,
  type AppointmentEnvironment,
  type DestinationName,
  type ServiceName,
} from "./values";

/** Everything that one service needs. */
export interface ServiceSettings extends ServiceValues {
  readonly service: ServiceName;
  /** Full reference of the image. */
  readonly image: string;
  /** IAM role. Absent: none. */
  readonly roleArn?: string;
  /** Name under which it is reached from outside. Absent: it is not. */
  readonly host?: string;
  /** Beginnings of the paths that are served under the host. Absent: the way in decides. */
  readonly paths?: readonly string[];
  readonly extraEnv: Readonly<Record<string, string>>;
  readonly restartedAt?: string;
  /** Absent: the program migrates nothing (G-59). */
  readonly migration?: MigrationValues;
  /** Absent: it has no secrets. */
  readonly secrets?: ServiceSecrets;
  /** Absent: no release is on trial. */
  readonly canary?: CanaryValues;
}

/** Everything that the platform needs. */
export interface AppointmentValues {
  readonly environment: AppointmentEnvironment;
  readonly namespace: string;
  readonly imagePullSecrets: readonly string[];
  readonly priorityClassName?: string;
  /** Who splits the requests of a canary service; with the mesh the whole namespace is in it. */
  readonly trafficSplit: "mesh" | "ingress";
  /** `namespace/name` of the mesh gateway that serves the hosts. Absent: none does. */
  readonly gateway?: string;
  readonly ingressClassName?: string;
  /** Where the certificates of the Ingresses come from. Absent: their Secrets exist. */
  readonly certificate?: TlsSource;
  /** How Prometheus reads the metrics under a mesh (G-28). */
  readonly scrape: "meshIdentity" | "plaintext";
  /** Labels of the monitors and rules, and where their alerts lead (G-48). Absent: there is no Prometheus operator. */
  readonly monitoring?: { readonly labels: Labels; readonly runbooks: string };
  /** Address blocks outside of the cluster; an empty list keeps the services away (G-25). */
  readonly cidrs: Readonly<Record<DestinationName, readonly string[]>>;
  readonly stsCidrs: readonly string[];
  /** Whether the namespace has a ResourceQuota (G-41). */
  readonly quota: boolean;
  readonly services: Readonly<Record<ServiceName, ServiceSettings>>;
}

/** Lays the layers of every service over each other and checks what only the result can tell. */
export function resolveAppointment(
  scope: Scope & { readonly environment: AppointmentEnvironment },
  settings: StackSettings,
  { values }: { readonly values: AppointmentKeys },
): AppointmentValues {
  const trafficSplit = resolveTrafficSplit(scope, settings, values);
  const { priorityClassName, capabilities } = settings;
  const certificate = resolveCertificate(scope, capabilities, values.certificateIssuer, {});
  return {
    environment: scope.environment,
    namespace: namespaces[scope.environment],
    imagePullSecrets: settings.imagePullSecrets,
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    trafficSplit,
    scrape: values.metrics?.scrape ?? "meshIdentity",
    ...(certificate === undefined ? {} : { certificate }),
    ...(values.gateway === undefined ? {} : { gateway: values.gateway }),
    ...(values.ingressClassName === undefined ? {} : { ingressClassName: values.ingressClassName }),
    cidrs: ofEach(DESTINATIONS, (name) => values[destinations[name].cidrsKey] ?? []),
    stsCidrs: values.stsCidrs ?? [],
    ...(settings.capabilities.prometheus
      ? { monitoring: { labels: settings.monitorLabels, runbooks: settings.runbooks } }
      : {}),
    quota: values.quota ?? false,
    services: ofEach(SERVICES, (service) => resolveService(scope, capabilities, service, values, trafficSplit)),
  };
}

/** C-30: the mesh where there is one; asking for one that is not there would leave the canary services without a split. */
function resolveTrafficSplit(
  { stack, namespace, report }: Scope,
  { capabilities }: Pick<StackSettings, "capabilities">,
  { trafficSplit }: AppointmentKeys,
): AppointmentValues["trafficSplit"] {
  if (trafficSplit === "mesh" && !capabilities.mesh) {
    report({
      key: `${namespace}:trafficSplit`,
      given: "mesh, while bulwark:capabilities.mesh is false",
      allowed: "ingress, or nothing: the cluster has no mesh",
      remedy: [removeCommand(stack, `${namespace}:trafficSplit`)],
    });
  }
  return trafficSplit ?? (capabilities.mesh ? "mesh" : "ingress");
}

function resolveService(
  scope: Scope & { readonly environment: AppointmentEnvironment },
  capabilities: Capabilities,
  service: ServiceName,
  configured: AppointmentKeys,
  trafficSplit: AppointmentValues["trafficSplit"],
): ServiceSettings {
  const { images, gateway } = configured;
  const keys: ServiceKeys = configured.services?.[service] ?? {};
  const own = serviceScope(scope, service);
  const values = resolveValues(base, services[service], environmentLayer(scope.environment, service), ciLayer(keys));
  checkAutoscaler(own, values);
  checkBudget(own, values);
  checkResources(own, values, keys);
  checkProbes(own, values);
  checkExtraEnv(own, keys);
  checkRole(own, values, keys);
  const isRouted = trafficSplit === "mesh" && values.strategy === "canary";
  checkHost(own, { byIngress: values.ingress.enabled, byGateway: isRouted && gateway !== undefined }, keys);
  const { roleArn, host, paths, restartedAt, extraEnv = {} } = keys;
  const image = resolveImage(scope, `images.${service}`, images?.[service], objectName(service));
  const split = { trafficSplit, strategy: values.strategy, ingressEnabled: values.ingress.enabled };
  const secrets = resolveSecrets(own, capabilities, configured, keys);
  const migration = resolveMigration(scope, keys.migration, `services.${service}.migration`);
  if (migration !== undefined) checkMigration(own, values, configured);
  const canary = resolveCanary(own, keys.canary, images?.[service], split);
  return {
    ...values,
    service,
    image,
    extraEnv,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(host === undefined ? {} : { host }),
    ...(paths === undefined ? {} : { paths }),
    ...(restartedAt === undefined ? {} : { restartedAt }),
    ...(migration === undefined ? {} : { migration }),
    ...(secrets === undefined ? {} : { secrets }),
    ...(canary === undefined ? {} : { canary }),
  };
}
