/** How long a wait may take: @pulumi/kubernetes, "pulumi.com/timeoutSeconds"; Pulumi, "customTimeouts". */

const TIMEOUT_ANNOTATION = "pulumi.com/timeoutSeconds";

/** Seconds for kinds without a default of their own, and for deletions. */
export const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * Seconds a wait may take: `customTimeouts` win over the annotation, and that over the kind's default.
 * An annotation that is no whole number is passed over, as in the official provider.
 */
export function timeoutSeconds(
  custom: number | undefined,
  annotations: Readonly<Record<string, string>> | undefined,
  fallback: number,
): number {
  if (custom !== undefined && custom !== 0) return custom;
  const annotated = annotations?.[TIMEOUT_ANNOTATION] ?? "";
  return /^[+-]?\d+$/.test(annotated) ? Number(annotated) : fallback;
}
