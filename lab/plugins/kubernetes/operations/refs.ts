/** References to the objects that states and inputs describe. */
import type { PropertyMap } from "../../shared/values";
import type { ObjectRef } from "../client/types";
import { kindOf, nameOf, namespaceOf } from "../kinds/objects";

/** The reference to the object that a live state or inputs describe. */
export function refOfState(object: PropertyMap, name: string = nameOf(object)): ObjectRef {
  const namespace = namespaceOf(object);
  return { ...kindOf(object), name, ...(namespace === "" ? {} : { namespace }) };
}
