import type { KubernetesObject, V1PersistentVolumeClaim } from "@kubernetes/client-node";

import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { managedObjects, type ManagedObject } from "../pulumi/inventory";
import type { StackSession } from "../pulumi/stack";
import { asking, openClients, type Clients } from "./clients";
import { objectStatus, podStatus, SHOWN_KINDS, type ObjectStatus } from "./status";
import { podsOf, workloadsOf } from "./workloads";

/** What was seen of a stack. */
export interface Observation {
  /** By kind, namespace and name. */
  readonly objects: readonly ObjectStatus[];
}

/** Looks at the objects of a stack, or of one system of it. @throws OperationError */
export async function observe(session: StackSession, system?: SystemName): Promise<Observation> {
  const all = await managedObjects(session);
  const wanted = all.filter(
    (object) =>
      isShown(object.kind) && object.system !== undefined && (system === undefined || object.system === system),
  );
  if (wanted.length === 0) return { objects: [] };
  const clients = await openClients(session);
  const { signal } = session.context;
  const workloads = workloadsOf(all, system);
  const [objects, pods, claims] = await Promise.all([
    Promise.all(wanted.map(async (object) => objectStatus(object, await read(clients, object, signal)))),
    podsOf(clients, workloads, signal),
    claimsOf(clients, workloads, signal),
  ]);
  const known = new Set(objects.map(({ kind, namespace, name }) => `${kind} ${namespace} ${name}`));
  const templates = claims.filter(
    ({ metadata }) => !known.has(`PersistentVolumeClaim ${metadata?.namespace} ${metadata?.name}`),
  );
  return {
    objects: [...objects, ...pods.map(podStatus), ...templates.map((claim) => objectStatus(named(claim), claim))].sort(
      (a, b) => rank(a) - rank(b) || `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`),
    ),
  };
}

function isShown(kind: string): boolean {
  return (SHOWN_KINDS as readonly string[]).includes(kind);
}

function rank({ kind }: ObjectStatus): number {
  return (SHOWN_KINDS as readonly string[]).indexOf(kind);
}

function named({ metadata }: V1PersistentVolumeClaim): { kind: string; name: string; namespace: string } {
  return { kind: "PersistentVolumeClaim", name: metadata?.name ?? "", namespace: metadata?.namespace ?? "" };
}

/** An object as the cluster has it; undefined when it is gone. */
async function read(
  { objects }: Clients,
  { apiVersion, kind, name, namespace }: ManagedObject,
  signal: AbortSignal,
): Promise<KubernetesObject | undefined> {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  try {
    return await asking(signal, `reading the ${kind} ${name}`, objects.read({ apiVersion, kind, metadata }));
  } catch (error) {
    if (error instanceof OperationError && error.message.startsWith("The API server answered 404")) return undefined;
    throw error;
  }
}

/** The claims that StatefulSets made from templates: `<template>-<StatefulSet>-<ordinal>`. */
async function claimsOf(
  { core }: Clients,
  workloads: ReturnType<typeof workloadsOf>,
  signal: AbortSignal,
): Promise<readonly V1PersistentVolumeClaim[]> {
  const sets = workloads.filter(({ kind }) => kind === "StatefulSet");
  const lists = await Promise.all(
    sets.map(async ({ namespace, name }) => {
      const { items } = await asking(
        signal,
        `listing the claims of ${namespace}`,
        core.listNamespacedPersistentVolumeClaim({ namespace }),
      );
      return items.filter(({ metadata }) => new RegExp(`-${name}-\\d+$`, "u").test(metadata?.name ?? ""));
    }),
  );
  return lists.flat();
}
