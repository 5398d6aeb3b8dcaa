/** The Pod Security Standards: which controls make up a level in which Kubernetes version. */
import type { Pod } from "../kubernetes/pods";
import { judge, type Control, type Verdict, type Version } from "./control";
import { hostNamespaces, hostPorts, hostProbesAndHostLifecycle, privileged, windowsHostProcess } from "./host";
import { procMountBaseline, procMountRestricted, sysctlControl } from "./proc";
import { appArmorProfile, seccompBaseline, seccompRestricted } from "./profiles";
import { seLinuxOptions } from "./selinux";
import {
  allowPrivilegeEscalation,
  capabilitiesBaseline,
  capabilitiesRestricted,
  runAsNonRoot,
  runAsUser,
} from "./users";
import { hostPathVolumes, restrictedVolumes } from "./volumes";

export type Level = "baseline" | "restricted";

/** Kubernetes 1.`minor`, or the newest version whose controls are known here. */
export type ProfileVersion = number | "latest";

export const baselineControls: readonly Control[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMountBaseline,
  seLinuxOptions,
  seccompBaseline,
  sysctlControl,
  windowsHostProcess,
];

export const restrictedControls: readonly Control[] = [
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];

export interface ActiveControl {
  readonly control: Control;
  readonly version: Version;
}

/**
 * The controls of a level in a version. Restricted holds every baseline control that no restricted one replaces
 * (Kubernetes documentation, "Pod Security Standards").
 */
export function profile(level: Level, version: ProfileVersion): readonly ActiveControl[] {
  const minor = version === "latest" ? Number.POSITIVE_INFINITY : version;
  const baseline = active(baselineControls, minor);
  if (level === "baseline") {
    return baseline;
  }
  const restricted = active(restrictedControls, minor);
  const replaced = new Set(restricted.flatMap(({ version: { replaces } }) => replaces ?? []));
  return [...baseline.filter(({ control }) => !replaced.has(control.id)), ...restricted];
}

/** The verdicts of all controls of a level over one pod, in the order of `profile`. */
export function judgePod(pod: Pod, level: Level, version: ProfileVersion): Verdict[] {
  return profile(level, version).map((entry) => judge(entry.control, entry.version, pod));
}

function active(controls: readonly Control[], minor: number): ActiveControl[] {
  return controls.flatMap((control) => {
    const version = control.versions.findLast(({ since }) => since <= minor);
    return version === undefined ? [] : [{ control, version }];
  });
}
