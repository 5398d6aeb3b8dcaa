import { parseDataKey, parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import { parseQuantity } from "../../config/primitives/quantity";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { ContainerBase, Mount, PodSettings, Volume } from "./pod-settings";

/** A volume of a pod as the API takes it. */
export interface VolumeFields {
  name: string;
  emptyDir?: { sizeLimit: string; medium?: "Memory" };
  persistentVolumeClaim?: { claimName: string };
  secret?: { secretName: string; defaultMode: number; items?: { key: string; path: string }[] };
  configMap?: { name: string };
}

/** A mount of a container as the API takes it. */
export interface MountFields {
  name: string;
  mountPath: string;
  subPath?: string;
  readOnly?: boolean;
}

/** The volumes of a pod and all containers that may mount them. */
interface Mounting extends Pick<PodSettings, "volumes" | "initContainers" | "sidecars"> {
  readonly container: ContainerBase;
}

/** Readable by the owner and by `fsGroup` (G-22). */
const secretMode = 0o440;

/**
 * The volumes of a pod; only types that PodSecurity `restricted` allows can be expressed.
 * @param templates names of a StatefulSet's claim templates: the controller adds their volumes itself.
 * @throws ArgumentError for malformed names, keys and sizes, for a volume that no container mounts, and for a name that a
 * volume and a template share.
 */
export function podVolumes(settings: Mounting, templates: readonly string[] = []): VolumeFields[] {
  const { volumes = {}, container, initContainers = [], sidecars = [] } = settings;
  const containers: readonly ContainerBase[] = [container, ...sidecars, ...initContainers];
  const mounted = new Set(containers.flatMap(({ mounts = {} }) => Object.keys(mounts)));
  for (const name of [...Object.keys(volumes), ...templates]) {
    const path = `volumes.${name}`;
    at(path, () => parseDnsLabel(name));
    if (!mounted.has(name)) {
      throw new ArgumentError(path, "no mount", "a volume that a container mounts", "mount it or remove it");
    }
    if (name in volumes && templates.includes(name)) {
      throw new ArgumentError(path, "a volume and a claim template", "one of both", "rename one of them");
    }
  }
  return Object.entries(volumes).map(([name, volume]) => ({ name, ...source(`volumes.${name}`, volume) }));
}

/**
 * The mounts of one container.
 * @throws ArgumentError for an unknown volume, a path that is not absolute or used twice, and a Secret or ConfigMap
 * that shall be writable.
 */
export function volumeMounts(
  path: string,
  mounts: NonNullable<ContainerBase["mounts"]>,
  volumes: NonNullable<PodSettings["volumes"]>,
): MountFields[] {
  const taken = new Set<string>();
  return Object.entries(mounts).map(([name, mount]) => {
    const place = `${path}.mounts.${name}`;
    const volume = volumes[name];
    if (volume === undefined) {
      const known = Object.keys(volumes).join(", ");
      throw new ArgumentError(place, `"${name}"`, known === "" ? "no volume" : `one of ${known}`, "declare the volume");
    }
    if (!mount.path.startsWith("/") || mount.path.includes(":") || taken.has(mount.path)) {
      throw new ArgumentError(`${place}.path`, `"${mount.path}"`, "an absolute path, used once", "correct the path");
    }
    taken.add(mount.path);
    return { name, mountPath: mount.path, ...fileField(place, mount), ...readOnlyField(place, mount, volume) };
  });
}

function source(path: string, volume: Volume): Omit<VolumeFields, "name"> {
  if ("scratch" in volume) {
    at(`${path}.scratch`, () => parseQuantity(volume.scratch));
    return {
      emptyDir: { sizeLimit: volume.scratch, ...(volume.medium === undefined ? {} : { medium: volume.medium }) },
    };
  }
  if ("claim" in volume) {
    return { persistentVolumeClaim: { claimName: at(`${path}.claim`, () => parseDnsSubdomain(volume.claim)) } };
  }
  if ("secret" in volume) {
    const secretName = at(`${path}.secret`, () => parseDnsSubdomain(volume.secret));
    const defaultMode = wholeNumber(`${path}.mode`, volume.mode ?? secretMode, 0, 0o777);
    return { secret: { secretName, defaultMode, ...itemFields(`${path}.keys`, volume.keys) } };
  }
  return { configMap: { name: at(`${path}.configMap`, () => parseDnsSubdomain(volume.configMap)) } };
}

/** Each key as a file of its name. */
function itemFields(path: string, keys: readonly string[] | undefined): { items?: { key: string; path: string }[] } {
  if (keys === undefined) return {};
  if (keys.length === 0) {
    throw new ArgumentError(path, "an empty list", "at least one key", "name the keys, or leave the list out for all");
  }
  return { items: keys.map((each) => at(path, () => parseDataKey(each))).map((key) => ({ key, path: key })) };
}

function fileField(path: string, { file }: Mount): { subPath?: string } {
  return file === undefined ? {} : { subPath: at(`${path}.file`, () => parseDataKey(file)) };
}

function readOnlyField(path: string, { readOnly }: Mount, volume: Volume): { readOnly?: boolean } {
  const isProjected = "secret" in volume || "configMap" in volume;
  if (isProjected && readOnly === false) {
    throw new ArgumentError(`${path}.readOnly`, "false", "true for a Secret or ConfigMap", "use scratch space (C-05)");
  }
  return isProjected || readOnly === true ? { readOnly: true } : {};
}
