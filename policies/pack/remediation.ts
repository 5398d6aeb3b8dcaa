/** Has the engine mend objects, where a policy configuration sets the level of a rule to `remediate`. */
import type { ResourceRemediation, ResourceValidationArgs } from "@pulumi/policy";

import { objectType } from "../kubernetes/kinds";
import { mended, type Mend } from "../mending/mend";
import type { ObjectRule } from "../rules/rule";
import { isMap, type Value } from "../values/field";
import { plainInputs } from "../values/inputs";
import type { PackContext } from "./context";

/**
 * The remediation of one rule. The SDK runs it before the validations, and only at the level `remediate`; at any other
 * nothing is changed. What it leaves broken stops the update: to a validation that level is `mandatory`.
 *
 * The settings are those that the first resource of the run brought, which is the stack itself.
 */
export function remediation(objectRule: ObjectRule, mend: Mend, context: PackContext): ResourceRemediation {
  return (args: ResourceValidationArgs) => {
    const type = objectType(args.type);
    if (type === undefined) {
      return undefined;
    }
    const object = plainInputs(args.props);
    const { name, urn } = args;
    const after = mended(objectRule, mend, { name, urn, type, object }, context);
    if (after === object) {
      return undefined;
    }
    write(args.props, object, after);
    context.mendedBy.set(urn, (context.mendedBy.get(urn) ?? new Set()).add(objectRule));
    return args.props;
  };
}

/**
 * Changes the inputs as the mend changed their plain copy. Only what differs is written, and through the SDK's proxies:
 * so secrets stay secrets, and markers of unknown values stay where they are.
 */
function write(inputs: object, before: Value, after: Value): void {
  if (typeof after !== "object" || after === null) {
    return;
  }
  for (const [key, value] of Object.entries(after)) {
    const old = Reflect.get(before as object, key) as Value;
    if (value === old) {
      continue;
    }
    if (sameShape(old, value)) {
      write(Reflect.get(inputs, key) as object, old, value);
    } else {
      Reflect.set(inputs, key, value);
    }
  }
}

/** Whether the difference lies further down: in members of a map that loses none, or in elements of a list. */
function sameShape(old: Value, value: Value): boolean {
  return Array.isArray(old) && Array.isArray(value)
    ? old.length === value.length
    : isMap(old) && isMap(value) && Object.keys(old).every((key) => Object.hasOwn(value, key));
}
