/** Label selectors as Kubernetes evaluates them (Kubernetes, Labels and Selectors). */

/** Labels of a pod or a namespace. */
export type Labels = Readonly<Record<string, string>>;

/** Labels that must be equal and expressions that must hold, all of them; an empty selector selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?: readonly Requirement[] | undefined;
}

/** One expression over one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  /** Absent for Exists and DoesNotExist. */
  readonly values?: readonly string[] | undefined;
}

/** Whether a selector selects what carries these labels. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => valueOf(labels, key) === value) &&
    matchExpressions.every((requirement) => holds(requirement, valueOf(labels, requirement.key)))
  );
}

/** A label that is absent satisfies NotIn. */
function holds({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}

function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
