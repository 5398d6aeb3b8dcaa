import type { ManagedObject } from "./inventory";

interface Templates {
  readonly volumeClaimTemplates?: readonly unknown[];
}

/** The objects that go with what they hold when they are deleted; those that Pulumi protects stay. */
export function dataLost(objects: readonly ManagedObject[]): readonly ManagedObject[] {
  return objects.filter((object) => !object.protected && holdsData(object));
}

function holdsData({ kind, apiVersion, outputs }: ManagedObject): boolean {
  if (kind === "PersistentVolumeClaim") return true;
  if (kind === "Cluster") return apiVersion.startsWith("postgresql.cnpg.io/");
  return kind === "StatefulSet" && ((outputs["spec"] as Templates | undefined)?.volumeClaimTemplates ?? []).length > 0;
}
