import { OperationError } from "../errors";
import { VELERO, type Backup, type Restore } from "./objects";

/** Marks the Restores that this command made, with the stack, so that an interrupted command finds its own again. */
export const STACK_LABEL = "bulwark.io/restored-by";

/** Would lead requests, or work from the same queues, to the copy in a scratch namespace. */
const NEVER_IN_A_DRILL = [
  "ingresses.networking.k8s.io",
  "virtualservices.networking.istio.io",
  "gateways.networking.istio.io",
  "certificates.cert-manager.io",
  "scaledobjects.keda.sh",
  "horizontalpodautoscalers.autoscaling",
  // Pods of a Deployment, or of none, would work for the wrong database.
  "pods",
  "deployments.apps",
  "replicasets.apps",
  "cronjobs.batch",
  "jobs.batch",
] as const;

/** Kinds that Velero itself leaves out unless a Restore names its own (Velero, restore defaults). */
const NEVER = [
  "nodes",
  "events",
  "events.events.k8s.io",
  "backups.velero.io",
  "restores.velero.io",
  "resticrepositories.velero.io",
  "csinodes.storage.k8s.io",
  "volumeattachments.storage.k8s.io",
  "backuprepositories.velero.io",
] as const;

/** What is to be restored. */
export interface Plan {
  readonly stack: string;
  readonly backup: Backup;
  /** Namespace of Velero. */
  readonly namespace: string;
  readonly includedNamespaces: readonly string[];
  /** A scratch namespace for a drill. Absent: where it was. */
  readonly into?: string | undefined;
}

/** The Restore of a plan. @throws OperationError `usage` for a drill of several namespaces */
export function restoreOf({ stack, backup, namespace, includedNamespaces, into }: Plan, now: Date): Restore {
  const backupName = backup.metadata?.name ?? "";
  const [only = ""] = includedNamespaces;
  if (into !== undefined && includedNamespaces.length !== 1) {
    throw new OperationError("usage", `--into takes one namespace; the backup has ${includedNamespaces.join(", ")}.`);
  }
  const time = now.toISOString().replace(/\D/gu, "").slice(0, 14);
  return {
    apiVersion: VELERO,
    kind: "Restore",
    metadata: { name: `${backupName}-${time}`, namespace, labels: { [STACK_LABEL]: stack } },
    spec: {
      backupName,
      includedNamespaces,
      ...(into === undefined
        ? {}
        : { namespaceMapping: { [only]: into }, excludedResources: [...NEVER, ...NEVER_IN_A_DRILL] }),
      restorePVs: true,
    },
  };
}

/** Whether a Restore, made before by this command, does the same and is still under way. */
export function isUnderWay(restore: Restore, wanted: Restore): boolean {
  const { backupName, namespaceMapping = {} } = restore.spec;
  return (
    !isOver(restore) &&
    restore.metadata?.labels?.[STACK_LABEL] === wanted.metadata?.labels?.[STACK_LABEL] &&
    backupName === wanted.spec.backupName &&
    JSON.stringify(namespaceMapping) === JSON.stringify(wanted.spec.namespaceMapping ?? {})
  );
}

/** Whether Velero has done with it. */
export function isOver({ status }: Restore): boolean {
  return ["Completed", "PartiallyFailed", "Failed", "FailedValidation"].includes(status?.phase ?? "");
}

/** What a Restore is at, in one line. */
export function progressOf({ status }: Restore): string {
  const { phase = "New", progress, errors = 0, warnings = 0 } = status ?? {};
  const items =
    progress?.totalItems === undefined ? "" : `, ${progress.itemsRestored ?? 0} of ${progress.totalItems} objects`;
  const trouble = errors + warnings === 0 ? "" : `, ${errors} errors, ${warnings} warnings`;
  return `${phase}${items}${trouble}`;
}

/** The end of a Restore that is no success; undefined for a success. */
export function failureOf(restore: Restore): OperationError | undefined {
  const { status, metadata } = restore;
  if (status?.phase === "Completed") return undefined;
  const reasons = [
    ...(status?.validationErrors ?? []),
    ...(status?.failureReason === undefined ? [] : [status.failureReason]),
  ];
  const name = metadata?.name ?? "";
  return new OperationError(
    "failed",
    [
      `The Restore ${name} ended as ${progressOf(restore)}.`,
      ...reasons,
      "The stack was not deployed: what is missing would be made anew, and empty.",
    ].join("\n"),
    [
      `velero restore describe ${name} --details; velero restore logs ${name}`,
      "When what is missing is there, or need not be: bulwark deploy STACK --refresh",
    ],
  );
}
