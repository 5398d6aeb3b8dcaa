/** Finds the pods that an object creates, whatever its kind, and their containers. */
import { at, elements, isUnknown, member, root, text, type Field, type Value } from "../values/field";
import type { ObjectType } from "./kinds";

/** Where a kind keeps its pod template: the path from the object to what holds `metadata` and `spec` of the pod. */
const TEMPLATE_PATHS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "": { Pod: [], PodTemplate: ["template"], ReplicationController: ["spec", "template"] },
  apps: {
    Deployment: ["spec", "template"],
    StatefulSet: ["spec", "template"],
    DaemonSet: ["spec", "template"],
    ReplicaSet: ["spec", "template"],
  },
  // No longer served, still typed by the SDK: judged all the same.
  extensions: {
    Deployment: ["spec", "template"],
    DaemonSet: ["spec", "template"],
    ReplicaSet: ["spec", "template"],
  },
  batch: { Job: ["spec", "template"], CronJob: ["spec", "jobTemplate", "spec", "template"] },
  "keda.sh": { ScaledJob: ["spec", "jobTargetRef", "template"] },
};

type ContainerList = "initContainers" | "containers" | "ephemeralContainers";

/** The three lists in the order in which the admission controller reads them. */
export const containerLists: readonly ContainerList[] = ["initContainers", "containers", "ephemeralContainers"];

export interface Container {
  readonly list: ContainerList;
  /** Name for messages; the place in its list where the name is missing or unknown. */
  readonly name: string;
  readonly field: Field;
}

export interface Pod {
  readonly metadata: Field;
  readonly spec: Field;
  /** Known containers of all three lists; an element that is itself unknown is one whose field is unknown. */
  readonly containers: readonly Container[];
  /** Container lists that are unknown as a whole. */
  readonly unknownLists: readonly Field[];
  /** The pod is part of a patch: a field that is not there may be set on the object that it patches. */
  readonly partial: boolean;
  /** The object is the pod itself. The API server completes such a pod in ways in which it leaves templates alone. */
  readonly direct: boolean;
}

/** The pods that this object makes: none for kinds without a pod template, several for a list resource. */
export function podsOf(type: ObjectType, object: Value): Pod[] {
  const path = templatePath(type);
  if (path === undefined) {
    return [];
  }
  const start = root(object);
  const objects = type.list ? elements(member(start, "items")) : [start];
  return objects.map((field) => podOf(at(field, ...path), type.patch, path.length === 0));
}

/** The pod that one object makes, wherever that object stands; `undefined` for kinds without a pod template. */
export function podIn(type: ObjectType, object: Field): Pod | undefined {
  const path = templatePath(type);
  return path === undefined ? undefined : podOf(at(object, ...path), type.patch, path.length === 0);
}

function podOf(template: Field, partial: boolean, direct: boolean): Pod {
  const spec = member(template, "spec");
  const lists = containerLists.map((list) => ({ list, field: member(spec, list) }));
  return {
    metadata: member(template, "metadata"),
    spec,
    containers: lists.flatMap(({ list, field }) =>
      elements(field).map((container, index) => ({
        list,
        name: text(member(container, "name")) ?? `${list}[${index}]`,
        field: container,
      })),
    ),
    unknownLists: lists.map(({ field }) => field).filter(isUnknown),
    partial,
    direct,
  };
}

/** The path from an object of this type to what holds `metadata` and `spec` of its pod, if it makes pods. */
export function templatePath({ group, kind }: ObjectType): readonly string[] | undefined {
  return TEMPLATE_PATHS[group]?.[kind];
}

/** Whether objects of this type hold a pod template. */
export function hasPods(type: ObjectType): boolean {
  return templatePath(type) !== undefined;
}
