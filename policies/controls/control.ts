/** What a check of a pod is, and what it reports. */
import { at, isSet, isUnknown, member, type Field, type Value } from "../values/field";
import type { Container, Pod } from "../kubernetes/pods";

/** One thing that a pod does wrong. */
export interface Finding {
  /** Name of the container; absent where the pod itself is at fault. */
  readonly container?: string;
  readonly path: string;
  readonly found: Value;
  /** What may stand there, in words. */
  readonly wanted: string;
}

/** Collects what one control finds in one pod, or one rule in one object. */
export class Report {
  readonly findings: Finding[] = [];
  /** Paths that the control had to read and that are not known yet. */
  readonly undecided: string[] = [];

  /** @param judged What is judged: the pod or object, of which only matters whether it is part of a patch. */
  constructor(private readonly judged: { readonly partial: boolean }) {}

  /** A value that is there is wrong. */
  forbid(field: Field, wanted: string, container?: Container): void {
    this.add({ path: field.path, found: field.value, wanted }, container);
  }

  /** A value is missing. In a patch that is no finding: the patched object may have it. */
  require(field: Field, wanted: string, container?: Container): void {
    if (!this.judged.partial) {
      this.add({ path: field.path, found: undefined, wanted }, container);
    }
  }

  /** A value that is there is wrong and must not be repeated in a message: `found` says what it is. */
  conceal(field: Field, found: string, wanted: string, container?: Container): void {
    this.add({ path: field.path, found, wanted }, container);
  }

  /** The value is unknown, so there is nothing to say about it yet. */
  undecide(field: Field): void {
    this.undecided.push(field.path);
  }

  /**
   * Judges a value that may stay unset: an unknown one is left undecided, a set one must satisfy `allowed`.
   */
  restrict(field: Field, allowed: (value: Value) => boolean, wanted: string, container?: Container): void {
    if (isUnknown(field)) {
      this.undecide(field);
    } else if (isSet(field) && !allowed(field.value)) {
      this.forbid(field, wanted, container);
    }
  }

  /**
   * Judges a value that must be there: like `restrict`, and nothing at all is a finding too.
   */
  demand(field: Field, allowed: (value: Value) => boolean, wanted: string, container?: Container): void {
    if (!isUnknown(field) && !isSet(field)) {
      this.require(field, wanted, container);
    } else {
      this.restrict(field, allowed, wanted, container);
    }
  }

  /** Takes over what a control found. */
  include({ findings, undecided }: Pick<Verdict, "findings" | "undecided">): void {
    this.findings.push(...findings);
    this.undecided.push(...undecided);
  }

  private add(finding: Finding, container: Container | undefined): void {
    this.findings.push(container === undefined ? finding : { ...finding, container: container.name });
  }
}

/** A check as it holds from one Kubernetes minor version on. */
export interface Version {
  /** Kubernetes 1.`since` is the first version with this behaviour. */
  readonly since: number;
  check(pod: Pod, report: Report): void;
  /** Baseline controls that this stricter one stands in for. */
  readonly replaces?: readonly string[];
}

/** A version of a control, written in one line. */
export function since(minor: number, check: Version["check"], replaces?: readonly string[]): Version {
  return { since: minor, check, ...(replaces === undefined ? {} : { replaces }) };
}

export interface Control {
  /** Stable name; for PodSecurity the one that Kubernetes gives to the check. */
  readonly id: string;
  readonly title: string;
  /** Ascending by `since`. */
  readonly versions: readonly Version[];
}

/** What one control says about one pod. */
export interface Verdict {
  readonly control: Control;
  readonly findings: readonly Finding[];
  readonly undecided: readonly string[];
}

/** Runs a control in one version over a pod. A container list that is unknown as a whole is left undecided. */
export function judge(control: Control, version: Version, pod: Pod): Verdict {
  const report = new Report(pod);
  version.check(pod, report);
  return { control, findings: report.findings, undecided: report.undecided };
}

/** Calls `visit` for each container with its security context, the way most controls read containers. */
export function eachContainer(
  pod: Pod,
  report: Report,
  visit: (container: Container, securityContext: Field) => void,
): void {
  for (const list of pod.unknownLists) {
    report.undecide(list);
  }
  for (const container of pod.containers) {
    visit(container, member(container.field, "securityContext"));
  }
}

/** Accepts exactly the given texts. */
export function oneOf(allowed: ReadonlySet<string>): (value: Value) => boolean {
  return (value) => typeof value === "string" && allowed.has(value);
}

/** A check that does not apply to some pods, and is left undecided where that is not known. */
export function unless(
  exempt: (pod: Pod) => { readonly field: Field; readonly value: Value },
  check: Version["check"],
): Version["check"] {
  return (pod, report) => {
    const { field, value } = exempt(pod);
    if (isUnknown(field)) {
      const trial = new Report(pod);
      check(pod, trial);
      // Whatever the field turns out to be, a pod that passes the check passes.
      if (trial.findings.length > 0 || trial.undecided.length > 0) {
        report.undecide(field);
      }
    } else if (field.value !== value) {
      check(pod, report);
    }
  };
}

/** Pods with `hostUsers: false` run in a user namespace, where root inside is nobody outside. */
export const inUserNamespace = (pod: Pod): { field: Field; value: Value } => ({
  field: member(pod.spec, "hostUsers"),
  value: false,
});

/** Windows pods must not set Linux options, so those options cannot be demanded of them. */
export const onWindows = (pod: Pod): { field: Field; value: Value } => ({
  field: at(pod.spec, "os", "name"),
  value: "windows",
});
