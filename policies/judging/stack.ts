/** All objects of a stack together, for the rules that look across them. */
import type { Finding } from "../controls/control";
import { isKind } from "../kubernetes/kinds";
import type { Pod } from "../kubernetes/pods";
import { at, isUnknown, members, UNKNOWN, type Field, type Value } from "../values/field";
import type { Judged } from "./judged";

/** The namespace of an object that names none. */
const DEFAULT_NAMESPACE = "default";

export function namespaceOf({ subject }: Judged): string {
  return subject.namespace ?? DEFAULT_NAMESPACE;
}

/** What is known of an object by its name: there, not there, or hidden behind a name that is not known yet. */
export type Lookup = Judged | "missing" | "unknown";

/** What runs pods, and the labels of these. */
export interface Workload {
  readonly judged: Judged;
  readonly namespace: string;
  readonly labels: Field;
  /** Absent where an operator makes the pods. */
  readonly pod?: Pod;
}

export class Stack {
  readonly workloads: readonly Workload[];
  readonly #byKind = new Map<string, Judged[]>();

  /** @param objects Without patches: a patch states only part of an object. */
  constructor(readonly objects: readonly Judged[]) {
    for (const judged of objects) {
      const key = `${judged.type.group}/${judged.type.kind}`;
      this.#byKind.set(key, [...(this.#byKind.get(key) ?? []), judged]);
    }
    this.workloads = objects.flatMap(workloadsOf);
  }

  /** The objects of a kind, in one namespace or all. */
  of(group: string, kind: string, namespace?: string): readonly Judged[] {
    const all = this.#byKind.get(`${group}/${kind}`) ?? [];
    return namespace === undefined ? all : all.filter((judged) => namespaceOf(judged) === namespace);
  }

  /** The object of that kind and name. */
  find(group: string, kind: string, namespace: string, name: string): Lookup {
    const all = this.of(group, kind);
    return (
      all.find((judged) => namespaceOf(judged) === namespace && judged.subject.name === name && !isNameless(judged)) ??
      (all.some(isNameless) ? "unknown" : "missing")
    );
  }

  /** What runs pods in a namespace. */
  workloadsIn(namespace: string): readonly Workload[] {
    return this.workloads.filter((workload) => workload.namespace === namespace);
  }

  /** The namespaces that the stack makes. */
  get namespaces(): readonly Judged[] {
    return this.of("", "Namespace");
  }
}

/** Whether name or namespace of an object are not known yet. */
export function isNameless(judged: Judged): boolean {
  return isUnknown(judged.at("metadata", "name")) || isUnknown(judged.at("metadata", "namespace"));
}

function workloadsOf(judged: Judged): readonly Workload[] {
  const namespace = namespaceOf(judged);
  if (isKind(judged.type, "postgresql.cnpg.io", "Cluster")) {
    return [{ judged, namespace, labels: clusterLabels(judged) }];
  }
  // A PodTemplate runs nothing.
  return judged.type.kind === "PodTemplate"
    ? []
    : judged.pods.map((pod) => ({ judged, namespace, pod, labels: at(pod.metadata, "labels") }));
}

/** The labels that CloudNativePG gives to the pods of a Cluster, with those that it is told to add. */
function clusterLabels(judged: Judged): Field {
  const given = judged.at("spec", "inheritedMetadata", "labels");
  const labels: Record<string, Value> = {
    "cnpg.io/cluster": judged.subject.name,
    "cnpg.io/podRole": "instance",
    ...Object.fromEntries(members(given).map(({ key, field }) => [key, field.value])),
  };
  return { path: given.path, value: isUnknown(given) ? UNKNOWN : labels };
}

/** What a rule finds in one of the stack's objects. */
export interface StackFinding {
  readonly judged: Judged;
  readonly finding: Finding;
}

/** Collects what one rule finds across a stack. */
export class StackReport {
  readonly findings: StackFinding[] = [];
  readonly undecided: { readonly judged: Judged; readonly path: string }[] = [];

  /** Something is wrong at this place of an object. */
  forbid(judged: Judged, field: Field, wanted: string, container?: string): void {
    const finding: Finding = { path: field.path, found: field.value, wanted };
    this.findings.push({ judged, finding: container === undefined ? finding : { ...finding, container } });
  }

  /** What decides the rule for this object is not known yet. */
  undecide(judged: Judged, field: Field): void {
    this.undecided.push({ judged, path: field.path });
  }
}
