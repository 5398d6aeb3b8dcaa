/** What it takes to mend an object, so that a rule has nothing left to say about it. */
import { Report } from "../controls/control";
import type { Context } from "../judging/judge";
import { judgedObjects, type Judged, type Resource } from "../judging/judged";
import { listed, type ObjectType } from "../kubernetes/kinds";
import { containerLists, templatePath } from "../kubernetes/pods";
import type { ObjectRule } from "../rules/rule";
import { changeAt, changeEach } from "../values/change";
import { UNKNOWN, type Value } from "../values/field";

/**
 * Mends an object that breaks a rule. Pure: what changes is copied, everything else is shared with the object. What is
 * unknown stays as it is, and so does what needs the decision of a person.
 */
export type Mend = (object: Value, type: ObjectType) => Value;

/** Mends the `spec` of a pod. A `partial` one is a patch: what is not there says nothing, and is not added. */
export type PodMend = (spec: Value, partial: boolean) => Value;

/** What a rule must know besides the object. */
type Known = Pick<Context, "settings" | "environments">;

/** A mend of the pods that an object makes, whatever its kind. */
export function mendPod(mend: PodMend): Mend {
  return (object, type) => {
    const path = templatePath(type);
    return path === undefined ? object : changeAt(object, [...path, "spec"], (spec) => mend(spec, type.patch));
  };
}

/** A mend of each container of a pod: init, main and ephemeral. */
export function mendContainers(mend: (container: Value, partial: boolean) => Value): PodMend {
  return (spec, partial) =>
    containerLists.reduce(
      (pod, list) =>
        changeAt(pod, [list], (containers) => changeEach(containers, (container) => mend(container, partial))),
      spec,
    );
}

/**
 * Puts a value where another may not stay.
 *
 * @param keep Whether a known value that is there stays.
 * @param partial Whether nothing stays nothing, as in a patch.
 */
export function put(wanted: Value, keep: (value: Value) => boolean, partial: boolean): (value: Value) => Value {
  return (value) => {
    const stays = value === undefined ? partial : value === UNKNOWN || keep(value);
    return stays ? value : wanted;
  };
}

/** The object of a resource, or each item of a list, mended where it breaks the rule; itself where nothing does. */
export function mended(
  objectRule: ObjectRule,
  mend: Mend,
  resource: Resource & { readonly type: ObjectType; readonly object: Value },
  context: Known,
): Value {
  const { type, object } = resource;
  if (!objectRule.concerns(type)) {
    return object;
  }
  const one = (item: Value, itemType: ObjectType): Value =>
    judgedObjects(itemType, item, resource).some((judged) => breaks(objectRule, judged, context))
      ? mend(item, itemType)
      : item;
  return type.list
    ? changeAt(object, ["items"], (items) => changeEach(items, (item) => one(item, listed(type))))
    : one(object, type);
}

function breaks(objectRule: ObjectRule, judged: Judged, { settings, environments }: Known): boolean {
  const report = new Report({ partial: judged.type.patch });
  objectRule.check(judged, report, settings, environments);
  return report.findings.length > 0;
}
