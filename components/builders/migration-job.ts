import { parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import type { CpuQuantity } from "../../config/primitives/quantity";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import { contentChecksum } from "../checksum";
import type { WorkloadIdentity } from "../types";
import { containerExemptions, containerFields, type ContainerFields, type Injection } from "./container";
import { metadata, type Metadata } from "./metadata";
import { podLabels, podSecurityContext, type PodSecurityContext } from "./pod-parts";
import type { ContainerBase, MeshMode, PodSettings, Resources } from "./pod-settings";
import { schedulingFields, type SchedulingFields } from "./scheduling";
import { podVolumes, type VolumeFields } from "./volumes";

/** How a database is brought up to date (G-59). */
export interface MigrationSettings {
  /**
   * Program and arguments, in the image of the workload. It may run again on a database that is up to date already: after a
   * failure, and after any change of the pod that it runs in.
   */
  readonly command: readonly string[];
  /** Its own ones: what holds for the workload's container need not hold here. */
  readonly resources: Resources & { readonly limits: { readonly cpu: CpuQuantity } };
  /** How often a failed try is repeated, ten seconds and more later; an evicted one does not count. Default: 2. */
  readonly retries?: number | undefined;
  /** After so long it is ended and counts as failed. Default: 10. */
  readonly deadlineMinutes?: number | undefined;
}

/** Minutes that a migration may take where nothing else is said; as long as an update may. */
export const defaultDeadlineMinutes = 10;

/** A Job as the API takes it. */
export interface MigrationJobFields {
  metadata: Metadata;
  spec: {
    backoffLimit: number;
    activeDeadlineSeconds: number;
    podReplacementPolicy: "Failed";
    podFailurePolicy: { rules: { action: "Ignore"; onPodConditions: { type: string; status: "True" }[] }[] };
    template: {
      metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
      spec: SchedulingFields & {
        restartPolicy: "Never";
        serviceAccountName: string;
        automountServiceAccountToken: false;
        securityContext: PodSecurityContext;
        imagePullSecrets?: { name: string }[];
        initContainers?: ContainerFields[];
        containers: ContainerFields[];
        volumes?: VolumeFields[];
      };
    };
  };
}

/** What the workload's other objects mean for its migration. */
export interface MigrationWiring {
  readonly injections?: readonly Injection[] | undefined;
  /** The mesh that the database is in. Default: none, the pod gets no sidecar even where others do. */
  readonly mesh?: MeshMode | undefined;
}

/**
 * The identity of a workload's migration: other labels than the workload's pods, so that no Service, budget and autoscaler
 * takes its pods for them, and the same account, with its role.
 */
export function migrationIdentity({
  name,
  namespace,
  partOf,
  serviceAccount = name,
}: WorkloadIdentity): WorkloadIdentity {
  const own = `${name}-migration`;
  return { name: own, namespace, partOf, selector: { "app.kubernetes.io/name": own }, serviceAccount };
}

/**
 * A Job that runs once for all that it is made of: its name ends with a digest of its spec, so that another image, command
 * or variable runs another one, and no field that cannot change is ever changed.
 *
 * It has no `ttlSecondsAfterFinished`: a Job that Kubernetes takes away is missing at the next refresh, and the update
 * after it would run the migration again. The finished one stays until another takes its place. One that has failed is
 * replaced by the next update (@pulumi/kubernetes, batch/v1.Job: replaceUnready), which so tries again.
 * @param pod the workload's pod, of which it takes the user, image, variables, scratch space and init containers.
 * @throws ArgumentError for no command, times and counts out of bounds, a volume that pods cannot share, and what the parts
 * of a pod refuse.
 */
export function migrationJob(
  identity: WorkloadIdentity,
  settings: MigrationSettings,
  pod: PodSettings,
  wiring: MigrationWiring = {},
): MigrationJobFields {
  const { retries = 2, deadlineMinutes = defaultDeadlineMinutes } = settings;
  const spec: MigrationJobFields["spec"] = {
    backoffLimit: wholeNumber("migration.retries", retries, 0, 10),
    activeDeadlineSeconds: 60 * wholeNumber("migration.deadlineMinutes", deadlineMinutes, 1, 24 * 60),
    // Two at a time could get into each other's way.
    podReplacementPolicy: "Failed",
    podFailurePolicy: {
      rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
    },
    template: template(identity, settings, pod, wiring),
  };
  const name = `${identity.name}-${contentChecksum(spec).slice(0, digestLength)}`;
  return {
    metadata: metadata(identity, {
      // The name becomes a label of the pods.
      name: at("migration: name of the Job", () => parseDnsLabel(name)),
      labels: identity.selector,
      annotations: { "pulumi.com/replaceUnready": "true" },
      exemptions: (pod.initContainers ?? []).flatMap(containerExemptions),
    }),
    spec,
  };
}

/** 40 bits: two migrations of one workload do not meet by chance. */
const digestLength = 10;

function template(
  identity: WorkloadIdentity,
  settings: MigrationSettings,
  pod: PodSettings,
  { injections = [], mesh }: MigrationWiring,
): MigrationJobFields["spec"]["template"] {
  const { initContainers = [], imagePullSecrets = [], scheduling: { priorityClassName } = {} } = pod;
  const container = migrationContainer(settings, pod);
  const volumes = sharedVolumes(pod, [container, ...initContainers]);
  const fields = podVolumes({ volumes, container, initContainers });
  const init = initContainers.map((each, index) => containerFields(`initContainers[${index}]`, each, volumes));
  const { labels, annotations } = meshMarks(mesh);
  return {
    metadata: { labels: podLabels(identity, {}, labels), ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      restartPolicy: "Never",
      serviceAccountName: at("serviceAccount", () => parseDnsSubdomain(identity.serviceAccount ?? identity.name)),
      automountServiceAccountToken: false,
      securityContext: podSecurityContext(pod.user),
      ...schedulingFields(priorityClassName === undefined ? {} : { priorityClassName }, identity.selector),
      ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      ...(init.length === 0 ? {} : { initContainers: init }),
      containers: [containerFields("migration", container, volumes, injections)],
      ...(fields.length === 0 ? {} : { volumes: fields }),
    },
  };
}

function migrationContainer({ command, resources }: MigrationSettings, { container }: PodSettings): ContainerBase {
  if (command.length === 0) {
    throw new ArgumentError("migration.command", "an empty command", "a command", "name the program to run");
  }
  const { image, imagePullPolicy, env, mounts, runAsUser } = container;
  return {
    name: "migration",
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command,
    ...(env === undefined ? {} : { env }),
    resources,
    ...(mounts === undefined ? {} : { mounts }),
    ...(runAsUser === undefined ? {} : { runAsUser }),
  };
}

/** @throws ArgumentError for a claim: the workload's pods write to it meanwhile. */
function sharedVolumes(
  { volumes = {} }: PodSettings,
  containers: readonly ContainerBase[],
): NonNullable<PodSettings["volumes"]> {
  const mounted = new Set(containers.flatMap(({ mounts = {} }) => Object.keys(mounts)));
  const shared = Object.entries(volumes).filter(([name]) => mounted.has(name));
  const claimed = shared.find(([, volume]) => "claim" in volume);
  if (claimed !== undefined) {
    const remedy = "migrate such a workload by hand while it is stopped";
    throw new ArgumentError(`migration: volumes.${claimed[0]}`, "a claim", "a workload without claims", remedy);
  }
  return Object.fromEntries(shared);
}

/**
 * A sidecar that is no native one would never end, and the Job neither; one outside the mesh of its namespace has to say so
 * (Istio, Resource Annotations: sidecar.istio.io/nativeSidecar, sidecar.istio.io/inject).
 */
function meshMarks(mesh: MeshMode | undefined): {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
} {
  switch (mesh) {
    case "sidecar":
      return { labels: {}, annotations: { "sidecar.istio.io/nativeSidecar": "true" } };
    case "ambient":
      return { labels: {} };
    case undefined:
      return { labels: { "sidecar.istio.io/inject": "false" } };
  }
}
