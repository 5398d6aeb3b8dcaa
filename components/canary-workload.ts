import { ArgumentError } from "./argument-error";
import type { ContainerBase } from "./builders/pod-settings";
import type { ServiceSettings } from "./builders/service-settings";
import type { SecureDeployment, SecureDeploymentArgs } from "./secure-deployment";
import { groupOf, type Exemption } from "./types";

/** What a canary differs in from its stable release. */
export interface CanaryDifference {
  /** Full reference of the image that shall prove itself. */
  readonly image: string;
  /** Share of the requests in percent. */
  readonly weight: number;
  readonly replicas: number;
  /** Label `version`; that of the stable release would be wrong. */
  readonly version?: string | undefined;
}

/** Tells the pods of both releases apart (SPEC 1.4.3). */
const trackLabel = "track";
/** A canary is made, or given up, within ten minutes (SPEC 1.4.12, R-79). */
const rolloutMinutes = 10;

/** Name of the canary of a service: its Deployment, its Service and its Ingress (SPEC 1.4.3). */
export function canaryName(service: string): string {
  return `${service}-canary`;
}

/**
 * The arguments of the canary of a release: the same values, with only image, track, replicas and the autoscaler
 * changed (C-29, C-32). ServiceAccount, NetworkPolicies, ConfigMap and Secrets are those of the stable release.
 *
 * An exemption is for one object: where the stable release has `ID`, the canary has `ID-canary`, an entry of its own.
 * @throws ArgumentError for a stable release whose selectors would take the canary's pods too, for one without a Service of
 * its name, and for one with claims, which a canary would write to as well.
 */
export function canaryWorkload(stable: SecureDeployment, difference: CanaryDifference): SecureDeploymentArgs {
  const { settings } = stable;
  const { container, initContainers, sidecars, exemptions } = settings;
  assertCanCarry(settings);
  const toCanary = <Each extends ContainerBase>(each: Each): Each => ({
    ...each,
    // A migration, for instance, runs the application's own image.
    image: each.image === container.image ? difference.image : each.image,
    ...exemptionsOf(each),
  });
  return {
    ...settings,
    name: canaryName(settings.name),
    selector: { ...settings.selector, [trackLabel]: "canary" },
    group: groupOf(settings),
    labels: {
      "app.kubernetes.io/name": settings.name,
      ...(settings.labels ?? settings.selector),
      [trackLabel]: "canary",
    },
    version: difference.version,
    annotations: { ...settings.annotations, "canary.weight": String(difference.weight) },
    exemptions: exemptions?.map(canaryName),
    rolloutMinutes,
    replicas: difference.replicas,
    autoscaled: false,
    container: toCanary(container),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(toCanary) }),
    ...(sidecars === undefined ? {} : { sidecars: sidecars.map(toCanary) }),
    services: [{ ...stableService(settings), name: canaryName(settings.name) }],
    account: stable.account,
    // The account has them already.
    permissions: undefined,
    roleArn: undefined,
    network: stable.network,
    dataOf: stable,
    // The image on trial expects its own state of the database; the stable release has to bear it.
    migration: settings.migration && {
      ...settings.migration,
      network: stable.migration?.network ?? settings.migration.network,
    },
  };
}

/**
 * The Service of the stable release, whose requests are split.
 * @throws ArgumentError when there is none of the release's name.
 */
export function stableService({ name, services = [] }: SecureDeploymentArgs): ServiceSettings {
  const own = services.find((service) => service.name === name);
  if (own === undefined) {
    const given = services.map((service) => service.name).join(", ");
    const remedy = "give the stable release the Service whose requests shall be split (C-30)";
    throw new ArgumentError("stable.services", given === "" ? "no Service" : given, `a Service "${name}"`, remedy);
  }
  return own;
}

function assertCanCarry(settings: SecureDeploymentArgs): void {
  const { selector, claims = [] } = settings;
  const track = selector[trackLabel];
  if (track !== "stable") {
    const given = track === undefined ? "no track" : `"${track}"`;
    const remedy = "its Service, budget and autoscaler would count the canary's pods as theirs (C-32)";
    throw new ArgumentError(`stable.selector.${trackLabel}`, given, '"stable"', remedy);
  }
  if (trackLabel in groupOf(settings)) {
    const remedy = "name the labels that both releases carry (SPEC 1.4.3)";
    throw new ArgumentError("stable.group", `${trackLabel}: ${track}`, "labels of both releases", remedy);
  }
  if (claims.length > 0) {
    const given = claims.map(({ name }) => name).join(", ");
    const remedy = "update such a workload in one step";
    throw new ArgumentError("stable.claims", given, "no claim: two versions would write to it", remedy);
  }
}

function exemptionsOf({ writableRootFilesystem, resources }: ContainerBase): Partial<ContainerBase> {
  const { cpu, memory } = resources.limits;
  return {
    ...(writableRootFilesystem === undefined ? {} : { writableRootFilesystem: ofCanary(writableRootFilesystem) }),
    ...(typeof cpu === "string" ? {} : { resources: { ...resources, limits: { cpu: ofCanary(cpu), memory } } }),
  };
}

function ofCanary({ exemption }: Exemption): Exemption {
  return { exemption: canaryName(exemption) };
}
