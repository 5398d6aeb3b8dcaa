import type { SystemName } from "../../systems/registry";
import { systemOf } from "../systems";
import { pulumiFailure } from "./failure";
import type { StackSession } from "./stack";

/** An object of the cluster that the stack made, as its state has it. */
export interface ManagedObject {
  readonly urn: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for objects of the cluster as a whole. */
  readonly namespace?: string;
  /** Absent for what all systems share. */
  readonly system?: SystemName;
  readonly protected: boolean;
  /** The object as the API server returned it at the last update; secrets are not opened. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly protect?: boolean;
  readonly delete?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Every object of a stack out of its state, without asking the cluster. Read objects and patches are left out. */
export async function managedObjects({ api }: StackSession): Promise<readonly ManagedObject[]> {
  let deployment: { readonly resources?: readonly Resource[] };
  try {
    deployment = (await api.exportStack()).deployment as typeof deployment;
  } catch (error) {
    throw pulumiFailure(error, "reading the state");
  }
  return (deployment.resources ?? []).flatMap((resource) => {
    const object = asObject(resource);
    return object === undefined ? [] : [object];
  });
}

function asObject({
  urn,
  type,
  protect = false,
  delete: isGone = false,
  outputs = {},
}: Resource): ManagedObject | undefined {
  if (!type.startsWith("kubernetes:") || type.endsWith("Patch") || isGone) return undefined;
  const { apiVersion, kind, metadata } = outputs;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !isMetadata(metadata)) return undefined;
  const system = systemOf(urn);
  return {
    urn,
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    ...(system === undefined ? {} : { system }),
    protected: protect,
    outputs,
  };
}

function isMetadata(value: unknown): value is { readonly name: string; readonly namespace?: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
