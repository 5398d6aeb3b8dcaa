/** What identifies a judged object to a person, to the exemptions register and to the rules by namespace. */
import { at, isUnknown, members, root, text, UNKNOWN, type Value } from "../values/field";
import type { ObjectType } from "./kinds";

export interface Subject {
  readonly kind: string;
  /** `metadata.namespace`, if it is set and known. */
  readonly namespace: string | undefined;
  /** `metadata.name`, or the name of the Pulumi resource where the object's is generated or not known yet. */
  readonly name: string;
  readonly stack: string;
}

/** Reads the identity of an object. `urn` is the resource's URN, which begins with `urn:pulumi:<stack>::`. */
export function subjectOf(type: ObjectType, object: Value, resource: { name: string; urn: string }): Subject {
  const metadata = at(root(object), "metadata");
  return {
    kind: type.kind,
    namespace: text(at(metadata, "namespace")),
    name: text(at(metadata, "name")) ?? resource.name,
    stack: /^urn:pulumi:([^:]*)::/.exec(resource.urn)?.[1] ?? "",
  };
}

/** The object as messages name it, such as `Deployment healthcare-prod/mllp-server`. */
export function describe(subject: Subject): string {
  return `${subject.kind} ${subject.namespace === undefined ? "" : `${subject.namespace}/`}${subject.name}`;
}

/** Annotations or labels of an object as text; `UNKNOWN` where the whole map is not known yet. */
export function metadataMap(
  object: Value,
  map: "annotations" | "labels",
): ReadonlyMap<string, string | typeof UNKNOWN> | typeof UNKNOWN {
  const field = at(root(object), "metadata", map);
  if (isUnknown(field)) {
    return UNKNOWN;
  }
  return new Map(
    members(field).flatMap(({ key, field: { value } }) =>
      typeof value === "string" || value === UNKNOWN ? [[key, value] as const] : [],
    ),
  );
}
