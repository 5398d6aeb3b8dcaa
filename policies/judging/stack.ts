/** All objects of a stack together, for the rules that look across them. */
import type { Finding } from "../controls/control";
import { isKind } from "../kubernetes/kinds";
import type { Pod } from "../kubernetes/pods";
import { isUnknown, type Field } from "../values/field";
import type { Judged } from "./judged";

/** The namespace of an object that names none. */
const DEFAULT_NAMESPACE = "default";

export function namespaceOf({ subject }: Judged): string {
  return subject.namespace ?? DEFAULT_NAMESPACE;
}

/** What is known of an object by its name: there, not there, or hidden behind a name that is not known yet. */
export type Lookup = Judged | "missing" | "unknown";

/** A pod with the object that makes it. */
export interface Workload {
  readonly judged: Judged;
  readonly pod: Pod;
  readonly namespace: string;
}

export class Stack {
  readonly workloads: readonly Workload[];

  /** @param objects Without patches: a patch states only part of an object. */
  constructor(readonly objects: readonly Judged[]) {
    this.workloads = objects.flatMap((judged) =>
      judged.pods.map((pod) => ({ judged, pod, namespace: namespaceOf(judged) })),
    );
  }

  /** The objects of a kind, in one namespace or all. */
  of(group: string, kind: string, namespace?: string): readonly Judged[] {
    return this.objects.filter(
      (judged) => isKind(judged.type, group, kind) && (namespace === undefined || namespaceOf(judged) === namespace),
    );
  }

  /** The object of that kind and name. */
  find(group: string, kind: string, namespace: string, name: string): Lookup {
    const ofKind = this.of(group, kind);
    const found = ofKind.find((judged) => namespaceOf(judged) === namespace && judged.subject.name === name);
    if (found !== undefined) {
      return found;
    }
    const hidden = ofKind.some(
      (judged) => isUnknown(judged.at("metadata", "name")) || isUnknown(judged.at("metadata", "namespace")),
    );
    return hidden ? "unknown" : "missing";
  }

  /** The Namespace of that name. */
  namespace(name: string): Judged | undefined {
    return this.of("", "Namespace").find(({ subject }) => subject.name === name);
  }
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
