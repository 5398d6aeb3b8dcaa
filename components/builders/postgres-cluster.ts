import { parseImageReference } from "../../config/primitives/image";
import { parseDnsSubdomain, parseServiceName } from "../../config/primitives/names";
import { parseQuantity, type ByteQuantity, type CpuQuantity } from "../../config/primitives/quantity";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { Labels, WorkloadIdentity } from "../types";
import { checkedLabels, metadata } from "./metadata";
import type { Resources, Scheduling } from "./pod-settings";
import { backupFields, type PostgresBackup } from "./postgres-backup";
import { resourceFields } from "./resources";
import { schedulingFields } from "./scheduling";

/** A volume of each instance. */
export interface PostgresStorage {
  readonly size: ByteQuantity;
  /** Default: the cluster's default class. */
  readonly storageClassName?: string;
}

/** The database that the first instance makes, and who owns it. */
export interface PostgresBootstrap {
  readonly database: string;
  readonly owner: string;
  /** Name of the Secret of type kubernetes.io/basic-auth with the owner's name and password. */
  readonly secret: string;
}

/** What one CloudNativePG Cluster is. */
export interface PostgresClusterSettings {
  /** One primary and replicas; 1 has no other to fail over to. */
  readonly instances: number;
  /** With a tag that begins with PostgreSQL's version, which the operator reads; a digest may follow. */
  readonly image: string;
  readonly imagePullSecrets?: readonly string[] | undefined;
  readonly storage: PostgresStorage;
  /** A volume of its own for the write-ahead log. Default: it lies with the data. */
  readonly walStorage?: PostgresStorage | undefined;
  /** Of each instance. */
  readonly resources: {
    readonly requests: Resources["requests"];
    readonly limits: { readonly cpu: CpuQuantity; readonly memory: ByteQuantity };
  };
  readonly bootstrap: PostgresBootstrap;
  /** Settings of postgresql.conf, such as `max_connections` (G-37). Default: the operator's. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Default: the operator makes none. */
  readonly backup?: PostgresBackup | undefined;
  /** How instances keep away from each other's nodes. Default: `preferred`, so that a small cluster can run all. */
  readonly separateNodes?: "preferred" | "required" | undefined;
  /** Default: wherever there is room. */
  readonly scheduling?: Omit<Scheduling, "avoid"> | undefined;
  /** Further labels of the pods, such as the one that keeps a mesh out. Default: none. */
  readonly podLabels?: Labels | undefined;
}

/** The label by which the operator marks all pods of a Cluster (CloudNativePG, Labels and annotations). */
export function postgresSelector(name: string): Labels {
  return { "cnpg.io/cluster": name };
}

/**
 * A CloudNativePG Cluster (C-10, G-34, G-46). The superuser cannot log in over the network. The operator makes the
 * disruption budgets (SPEC 1.5.3), except of a single instance, whose drain they would block (C-04).
 * @throws ArgumentError for no instance, an image without a version in its tag, sizes of nothing, names that PostgreSQL
 * or the operator keep for themselves, and as {@link backupFields}.
 */
export function postgresCluster(
  identity: WorkloadIdentity,
  settings: PostgresClusterSettings,
): CustomFields<"Cluster"> {
  const { image, bootstrap, walStorage, parameters, podLabels, backup, imagePullSecrets = [] } = settings;
  const instances = wholeNumber("instances", settings.instances, 1);
  // Services such as NAME-rw are made of it.
  at("name", () => parseServiceName(identity.name));
  return {
    metadata: metadata(identity, { name: identity.name }),
    spec: {
      instances,
      imageName: versioned(image),
      ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
      enableSuperuserAccess: false,
      enablePDB: instances > 1,
      bootstrap: {
        initdb: {
          database: ownName("bootstrap.database", bootstrap.database, ["postgres", "template0", "template1"]),
          owner: ownName("bootstrap.owner", bootstrap.owner, ["postgres", "streaming_replica"]),
          secret: { name: at("bootstrap.secret", () => parseDnsSubdomain(bootstrap.secret)) },
          // A flipped bit on a disk is found when it is read, and not when it is missed.
          dataChecksums: true,
        },
      },
      storage: volume("storage", settings.storage),
      ...(walStorage === undefined ? {} : { walStorage: volume("walStorage", walStorage) }),
      resources: resourceFields("resources", settings.resources),
      seccompProfile: { type: "RuntimeDefault" },
      ...(backup === undefined ? {} : { backup: backupFields(backup) }),
      ...(parameters === undefined ? {} : { postgresql: { parameters: { ...parameters } } }),
      ...placement(identity, settings),
      ...(podLabels === undefined ? {} : { inheritedMetadata: { labels: checkedLabels("podLabels", podLabels) } }),
    },
  };
}

type ClusterSpec = CustomFields<"Cluster">["spec"];

function placement(
  { selector }: WorkloadIdentity,
  { scheduling = {}, separateNodes = "preferred" }: PostgresClusterSettings,
): Pick<ClusterSpec, "affinity" | "topologySpreadConstraints" | "priorityClassName"> {
  const { topologySpreadConstraints, nodeSelector, tolerations, priorityClassName } = schedulingFields(
    scheduling,
    selector,
  );
  return {
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: separateNodes,
      topologyKey: "kubernetes.io/hostname",
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(tolerations === undefined ? {} : { tolerations }),
    },
    ...(topologySpreadConstraints === undefined ? {} : { topologySpreadConstraints }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
  };
}

/** The operator tells upgrades by the version in the tag and refuses other images. */
function versioned(image: string): string {
  const { tag } = at("image", () => parseImageReference(image));
  if (tag === undefined || !/^\d/.test(tag)) {
    const allowed = "an image whose tag begins with PostgreSQL's version";
    throw new ArgumentError("image", JSON.stringify(image), allowed, 'write "REPOSITORY:17.2@sha256:DIGEST"');
  }
  return image;
}

function volume(path: string, { size, storageClassName }: PostgresStorage): { size: string; storageClass?: string } {
  if (at(`${path}.size`, () => parseQuantity(size)).nano === 0n) {
    throw new ArgumentError(`${path}.size`, JSON.stringify(size), "more than 0", "say how much is stored");
  }
  return {
    size,
    ...(storageClassName === undefined
      ? {}
      : { storageClass: at(`${path}.storageClassName`, () => parseDnsSubdomain(storageClassName)) }),
  };
}

/** A name that needs no quotes in SQL. */
function ownName(path: string, name: string, reserved: readonly string[]): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name) || reserved.includes(name)) {
    const allowed = `at most 63 characters a-z, 0-9 and _, not ${reserved.join(" or ")}`;
    throw new ArgumentError(path, JSON.stringify(name), allowed, "choose another name");
  }
  return name;
}
