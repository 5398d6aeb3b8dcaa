/** Label selectors. */
import { elements, isUnknown, member, members, text, type Field } from "../values/field";

/** Whether a selector selects; `unknown` where a value that decides it is not known yet. */
export type Match = "yes" | "no" | "unknown";

/** All of several conditions: one that is not met decides, whatever is unknown. */
function all(parts: readonly Match[]): Match {
  return parts.includes("no") ? "no" : parts.includes("unknown") ? "unknown" : "yes";
}

/** Whether labels are those of a plain map, such as a Service's selector. */
export function matchesLabels(selector: Field, labels: Field): Match {
  if (isUnknown(selector) || isUnknown(labels)) {
    return "unknown";
  }
  return all(
    members(selector).map(({ key, field }) => {
      const label = member(labels, key);
      return isUnknown(field) || isUnknown(label) ? "unknown" : label.value === field.value ? "yes" : "no";
    }),
  );
}

/** Whether labels are selected by `matchLabels` and `matchExpressions`; an empty selector selects all. */
export function matches(selector: Field, labels: Field): Match {
  if (isUnknown(selector) || isUnknown(labels)) {
    return "unknown";
  }
  const expressions = member(selector, "matchExpressions");
  return all([
    matchesLabels(member(selector, "matchLabels"), labels),
    ...(isUnknown(expressions) ? (["unknown"] as const) : elements(expressions).map((item) => holds(item, labels))),
  ]);
}

function holds(expression: Field, labels: Field): Match {
  const values = member(expression, "values");
  const label = member(labels, text(member(expression, "key")) ?? "");
  if ([expression, member(expression, "key"), member(expression, "operator"), label].some(isUnknown)) {
    return "unknown";
  }
  const listed = elements(values).some(({ value }) => value === label.value);
  const mayBeListed = isUnknown(values) || elements(values).some(isUnknown);
  switch (text(member(expression, "operator"))) {
    case "Exists":
      return label.value === undefined ? "no" : "yes";
    case "DoesNotExist":
      return label.value === undefined ? "yes" : "no";
    case "In":
      return listed ? "yes" : mayBeListed ? "unknown" : "no";
    case "NotIn":
      return listed ? "no" : mayBeListed ? "unknown" : "yes";
    default:
      return "no";
  }
}
