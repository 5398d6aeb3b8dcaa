import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "../errors";
import { hasCode } from "../../machine/errors";

/** Free space of the file system that a folder lies on, in bytes. */
export type FreeSpace = (folder: string) => Promise<number>;

/** What a build will write into one folder, in megabytes. */
export interface SpaceNeed {
  readonly folder: string;
  readonly megabytes: number;
}

/** What must stay free beside the build, in megabytes, so that it does not bring the machine down. */
const RESERVE_MB = 500;

/** Free space for a person without special rights, as the operating system tells it. */
export const freeSpace: FreeSpace = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * Checks before a long build that its results will fit. Folders on one file system are added up.
 * @throws LabError naming the folder, what is needed and what is free
 */
export async function checkSpace(needs: readonly SpaceNeed[], free: FreeSpace): Promise<void> {
  const devices = new Map<number, { folders: string[]; folder: string; megabytes: number }>();
  for (const { folder, megabytes } of needs) {
    if (megabytes === 0) continue;
    const existing = await nearestExisting(folder);
    const known = devices.get(existing.device) ?? { folders: [], folder: existing.folder, megabytes: 0 };
    known.folders.push(folder);
    known.megabytes += megabytes;
    devices.set(existing.device, known);
  }
  for (const { folders, folder, megabytes } of devices.values()) {
    const available = Math.floor((await free(folder)) / 1e6);
    const needed = megabytes + RESERVE_MB;
    if (available < needed) throw noSpace(folders, `${gigabytes(needed)} are needed, ${gigabytes(available)} are free`);
  }
}

/** The error for a full disk. */
export function noSpace(folders: readonly string[], detail: string): LabError {
  return new LabError(`Not enough disk space to build the tool chain: ${detail} in ${folders.join(", ")}.`, {
    remedy:
      "Free some space, or set BULWARK_CACHE (the lab), GOCACHE (Go's build cache) or GOMODCACHE (Go's downloads) to a larger disk.\n" +
      "Parts that are already built stay and are not built again.",
  });
}

async function nearestExisting(folder: string): Promise<{ folder: string; device: number }> {
  for (let current = folder; ; current = dirname(current)) {
    try {
      return { folder: current, device: (await stat(current)).dev };
    } catch (error) {
      if (!hasCode(error, "ENOENT", "ENOTDIR") || current === dirname(current)) throw error;
    }
  }
}

function gigabytes(megabytes: number): string {
  return `${(megabytes / 1000).toFixed(1)} GB`;
}
