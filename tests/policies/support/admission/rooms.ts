/** Namespaces of a lab, one for each profile in which objects are judged. */
import { randomBytes } from "node:crypto";

import type { Level } from "../../../../policies/controls/podsecurity";
import type { Cluster } from "../cluster";
import type { Profile } from "./verdict";

/** A profile, and a namespace that enforces it and warns of it. */
export interface Room {
  readonly profile: Profile;
  readonly namespace: string;
}

export const LEVELS: readonly Level[] = ["baseline", "restricted"];

/** Both levels in one version. */
export function levelsOf(version: Profile["version"]): Profile[] {
  return LEVELS.map((level) => ({ level, version }));
}

/** The profiles in which the pack and the server must agree on any object: both levels in four versions. */
export const PROFILES: readonly Profile[] = ([8, 22, 29, "latest"] as const).flatMap(levelsOf);

/** The profile as a person writes it, such as `restricted 1.29`. */
export function nameOf({ level, version }: Profile): string {
  return `${level} ${version === "latest" ? version : `1.${version}`}`;
}

/** Labels by which a namespace refuses pods that break the profile, and warns of templates that do. */
export function labelsOf({ level, version }: Profile): Record<string, string> {
  const words = version === "latest" ? version : `v1.${version}`;
  const label = "pod-security.kubernetes.io";
  return {
    [`${label}/enforce`]: level,
    [`${label}/enforce-version`]: words,
    [`${label}/warn`]: level,
    [`${label}/warn-version`]: words,
  };
}

/** A room for each profile, not made yet. Its name is used by no other run. */
export function roomsFor(profiles: readonly Profile[]): Room[] {
  const run = `psa-${randomBytes(3).toString("hex")}`;
  return profiles.map((profile) => ({ profile, namespace: `${run}-${profile.level}-${profile.version}` }));
}

/** Makes a room for each profile. */
export async function openRooms(cluster: Cluster, profiles: readonly Profile[]): Promise<Room[]> {
  const rooms = roomsFor(profiles);
  await Promise.all(rooms.map(({ namespace, profile }) => cluster.createNamespace(namespace, labelsOf(profile))));
  return rooms;
}

export async function closeRooms(cluster: Cluster, rooms: readonly Room[]): Promise<void> {
  await Promise.all(rooms.map(({ namespace }) => cluster.deleteNamespace(namespace)));
}
