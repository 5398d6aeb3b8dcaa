import { parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { Annotations, Labels, WorkloadIdentity } from "../types";
import { containerExemptions, containerFields, type ContainerFields, type Injection } from "./container";
import { drainFields, type DrainFields } from "./drain";
import { checkedLabels, standardLabels } from "./metadata";
import type { PodSettings, PodUser } from "./pod-settings";
import { containerPorts, type ContainerPort } from "./ports";
import { probeFields, type ProbeFields } from "./probes";
import { schedulingFields, type SchedulingFields } from "./scheduling";
import { podVolumes, type VolumeFields } from "./volumes";

/** The main container as the API takes it. */
export interface MainContainerFields extends ContainerFields {
  ports: ContainerPort[];
  livenessProbe: ProbeFields;
  readinessProbe: ProbeFields;
  startupProbe?: ProbeFields;
  lifecycle?: NonNullable<DrainFields["lifecycle"]>;
}

/** PodSecurity `restricted` at the level of the pod, so that injected containers inherit it. */
export interface PodSecurityContext {
  runAsNonRoot: true;
  runAsUser: number;
  runAsGroup?: number;
  fsGroup?: number;
  fsGroupChangePolicy?: string;
  seccompProfile: { type: "RuntimeDefault" };
}

/** A pod template as the API takes it. */
export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations: Annotations };
  spec: SchedulingFields & {
    serviceAccountName: string;
    automountServiceAccountToken: boolean;
    securityContext: PodSecurityContext;
    terminationGracePeriodSeconds: number;
    imagePullSecrets?: { name: string }[];
    initContainers?: ContainerFields[];
    containers: MainContainerFields[];
    volumes?: VolumeFields[];
  };
}

/** What the workload's other objects mean for its pods. */
export interface PodWiring {
  readonly serviceAccountName: string;
  /** The seed's own labels. */
  readonly labels?: Labels | undefined;
  readonly injections?: readonly Injection[] | undefined;
  /** Checksums of configuration and secrets: a change rolls the pods. */
  readonly checksums?: Annotations | undefined;
}

/**
 * The pod template that all workload kinds share.
 * @throws ArgumentError naming the setting that is refused.
 */
export function podTemplate(identity: WorkloadIdentity, settings: PodSettings, wiring: PodWiring): PodTemplate {
  const { container, initContainers = [], volumes = {}, scheduling = {}, imagePullSecrets = [] } = settings;
  const drain = drainFields(settings.drain, settings.mesh);
  const ports = containerPorts("container.ports", container.ports);
  const main: MainContainerFields = {
    ...containerFields("container", container, volumes, wiring.injections),
    ports,
    ...probeFields("container.probes", container.probes, container.ports),
    ...(drain.lifecycle === undefined ? {} : { lifecycle: drain.lifecycle }),
  };
  const init = initContainers.map((each, index) => containerFields(`initContainers[${index}]`, each, volumes));
  refuseRepeatedNames([main, ...init].map(({ name }) => name));
  const volumeFields = podVolumes(settings);
  return {
    metadata: {
      labels: podLabels(identity, wiring.labels ?? {}, settings.podLabels ?? {}),
      annotations: { ...ownAnnotations(settings, drain), ...drain.annotations, ...wiring.checksums },
    },
    spec: {
      serviceAccountName: at("serviceAccountName", () => parseDnsSubdomain(wiring.serviceAccountName)),
      automountServiceAccountToken: settings.apiAccess ?? false,
      securityContext: podSecurityContext(settings.user),
      terminationGracePeriodSeconds: drain.terminationGracePeriodSeconds,
      ...schedulingFields(scheduling, identity.selector),
      ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      ...(init.length === 0 ? {} : { initContainers: init }),
      containers: [main],
      ...(volumeFields.length === 0 ? {} : { volumes: volumeFields }),
    },
  };
}

/** Ids of all exemptions that the settings of a pod name. */
export function podExemptions({ container, initContainers = [] }: PodSettings): string[] {
  return [container, ...initContainers].flatMap(containerExemptions);
}

function podSecurityContext({ user, group, fsGroup, fsGroupChangePolicy }: PodUser): PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: wholeNumber("user.user", user, 1),
    ...(group === undefined ? {} : { runAsGroup: wholeNumber("user.group", group, 1) }),
    ...(fsGroup === undefined ? {} : { fsGroup: wholeNumber("user.fsGroup", fsGroup, 1) }),
    ...(fsGroupChangePolicy === undefined ? {} : { fsGroupChangePolicy }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function podLabels(identity: WorkloadIdentity, own: Labels, extra: Labels): Record<string, string> {
  const { selector } = identity;
  if (Object.keys(selector).length === 0) {
    throw new ArgumentError("selector", "no label", "at least one label", "state the labels that select the pods");
  }
  const labels = { ...standardLabels(identity), ...selector, ...own, ...extra };
  for (const [key, value] of Object.entries(selector)) {
    if (labels[key] !== value) {
      const allowed = `"${value}", as the selector says`;
      throw new ArgumentError(`podLabels.${key}`, `"${labels[key] ?? ""}"`, allowed, "a selector must match its pods");
    }
  }
  return checkedLabels("podLabels", labels);
}

/** @throws ArgumentError for an annotation that the drain arithmetic writes. */
function ownAnnotations(
  { podAnnotations = {} }: PodSettings,
  { annotations }: DrainFields,
): NonNullable<PodSettings["podAnnotations"]> {
  const clash = Object.keys(podAnnotations).find((key) => key in annotations);
  if (clash !== undefined) {
    throw new ArgumentError(
      `podAnnotations.${clash}`,
      "a value",
      "none: it follows from drain",
      "set drain in its place",
    );
  }
  return podAnnotations;
}

function refuseRepeatedNames(names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ArgumentError("initContainers", `"${repeated}" twice`, "each container name once", "rename one of them");
  }
}
