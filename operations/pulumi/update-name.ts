/** Updates in the history of a stack. */

/** A number as a service back end gives it, or the time at which an update began, as ISO 8601 in UTC to the second. */
export const UPDATE_NAME = /^([1-9]\d{0,8}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/u;

/**
 * What an update is called: its number; on back ends in files and object storage, which number none, the time at which it
 * began. One lock lets no two begin in the same second.
 */
export function updateName({ version, startTime }: { readonly version: number; readonly startTime: Date }): string {
  return version > 0 ? String(version) : startTime.toISOString().replace(/\.\d+Z$/u, "Z");
}

/** Whether an update has deployed what its configuration says: the history has refreshes, deletions and failures too. */
export function isDeployment({ kind, result }: { readonly kind: string; readonly result: string }): boolean {
  return kind === "update" && result === "succeeded";
}
