import { parseDnsSubdomain, parseLabelKey } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import { groupOf, type Annotations, type Labels, type Port, type WorkloadIdentity } from "../types";
import { containerExemptions, containerFields, type ContainerFields, type Injection } from "./container";
import { drainFields, type DrainFields } from "./drain";
import { podLabels, podSecurityContext, type PodSecurityContext } from "./pod-parts";
import type { Container, MeshMode, PodSettings } from "./pod-settings";
import { containerPorts, type ContainerPort } from "./ports";
import { probeFields, type ProbeFields } from "./probes";
import { schedulingFields, type SchedulingFields } from "./scheduling";
import { podVolumes, type VolumeFields } from "./volumes";

/** A request for a rolling restart without any other change (W-08). */
const restartAnnotation = "bulwark.io/restarted-at";

/** A main container or sidecar as the API takes it. */
export interface MainContainerFields extends ContainerFields {
  ports: ContainerPort[];
  livenessProbe: ProbeFields;
  readinessProbe: ProbeFields;
  startupProbe?: ProbeFields;
  lifecycle?: NonNullable<DrainFields["lifecycle"]>;
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
  /** Mounts the account's token: only where the account has a permission. Default: false. */
  readonly mountsToken?: boolean | undefined;
  /** The seed's own labels. */
  readonly labels?: Labels | undefined;
  readonly injections?: readonly Injection[] | undefined;
  /** Checksums of configuration and secrets: a change rolls the pods. */
  readonly checksums?: Annotations | undefined;
  /** How the pods are in a mesh: a sidecar is told when to start and when to end. Default: outside. */
  readonly mesh?: MeshMode | undefined;
  /** Names of a StatefulSet's claim templates, which containers mount like volumes. */
  readonly claimTemplates?: readonly string[] | undefined;
}

/**
 * The pod template that all workload kinds share.
 * @throws ArgumentError naming the setting that is refused.
 */
export function podTemplate(identity: WorkloadIdentity, settings: PodSettings, wiring: PodWiring): PodTemplate {
  const { initContainers = [], sidecars = [], scheduling = {}, imagePullSecrets = [] } = settings;
  const { injections = [], claimTemplates = [] } = wiring;
  const drain = drainFields(settings.drain, wiring.mesh);
  const templates = Object.fromEntries(claimTemplates.map((claim) => [claim, { claim }]));
  const mountable = { ...templates, ...settings.volumes };
  const main = runningContainer("container", settings.container, mountable, injections);
  const beside = sidecars.map((each, index) => runningContainer(`sidecars[${index}]`, each, mountable));
  const init = initContainers.map((each, index) => containerFields(`initContainers[${index}]`, each, mountable));
  refuseRepeatedNames([main, ...beside, ...init].map(({ name }) => name));
  containerPorts("ports of all containers", podPorts(settings));
  const volumeFields = podVolumes(settings, claimTemplates);
  return {
    metadata: {
      labels: podLabels(identity, wiring.labels ?? {}, settings.podLabels ?? {}),
      annotations: podAnnotations(settings, drain, wiring.checksums ?? {}),
    },
    spec: {
      serviceAccountName: at("serviceAccountName", () => parseDnsSubdomain(wiring.serviceAccountName)),
      automountServiceAccountToken: wiring.mountsToken ?? false,
      securityContext: podSecurityContext(settings.user),
      terminationGracePeriodSeconds: drain.terminationGracePeriodSeconds,
      ...schedulingFields(scheduling, groupOf(identity)),
      ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      ...(init.length === 0 ? {} : { initContainers: init }),
      containers: [{ ...main, ...(drain.lifecycle === undefined ? {} : { lifecycle: drain.lifecycle }) }, ...beside],
      ...(volumeFields.length === 0 ? {} : { volumes: volumeFields }),
    },
  };
}

/** Ids of all exemptions that the settings of a pod name. */
export function podExemptions({ container, initContainers = [], sidecars = [] }: PodSettings): string[] {
  return [container, ...sidecars, ...initContainers].flatMap(containerExemptions);
}

/** The ports of all containers of a pod, which share its address. */
export function podPorts({ container, sidecars = [] }: Pick<PodSettings, "container" | "sidecars">): Port[] {
  return [container, ...sidecars].flatMap(({ ports }) => ports);
}

function runningContainer(
  path: string,
  container: Container,
  mountable: NonNullable<PodSettings["volumes"]>,
  injections: readonly Injection[] = [],
): MainContainerFields {
  return {
    ...containerFields(path, container, mountable, injections),
    ports: containerPorts(`${path}.ports`, container.ports),
    ...probeFields(`${path}.probes`, container.probes, container.ports),
  };
}

/** @throws ArgumentError for a given annotation that another setting stands for. */
function podAnnotations(
  { podAnnotations: given = {}, restartedAt }: PodSettings,
  drain: DrainFields,
  checksums: Annotations,
): Annotations {
  const own = {
    ...drain.annotations,
    ...(restartedAt === undefined ? {} : { [restartAnnotation]: restartedAt }),
    ...checksums,
  };
  for (const key of Object.keys(given)) {
    at(`podAnnotations.${key}`, () => parseLabelKey(key));
    if (key in own) {
      const allowed = "an annotation that no other setting stands for";
      throw new ArgumentError(`podAnnotations.${key}`, "a second value", allowed, "change that setting instead");
    }
  }
  return { ...given, ...own };
}

function refuseRepeatedNames(names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ArgumentError("containers", `"${repeated}" twice`, "each container name once", "rename one of them");
  }
}
