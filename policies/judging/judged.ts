/** An object about to be applied, as the rules see it. */
import { listed, type ObjectType } from "../kubernetes/kinds";
import { subjectOf, type Subject } from "../kubernetes/object";
import { podIn, type Pod } from "../kubernetes/pods";
import { elements, member, root, type Field, type Value } from "../values/field";
import type { Verdict } from "./verdict";

/** What a program told the engine about a resource besides its inputs. Plain manifests have no such options. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
}

/** The resource that brings an object, or several of them if it is a list. */
export interface Resource {
  readonly name: string;
  /** For an object from a manifest anything that identifies it. */
  readonly urn: string;
  readonly options?: ResourceOptions;
}

export class Judged {
  /** What each rule said, by the rule's name: several policies ask for the same verdict. */
  readonly verdicts = new Map<string, Verdict>();
  readonly subject: Subject;
  #pods: readonly Pod[] | undefined;

  constructor(
    readonly type: ObjectType,
    /** The object; its path is not empty where it is an item of a list. */
    readonly field: Field,
    readonly resource: Resource,
  ) {
    this.subject = subjectOf(type, field.value, resource);
  }

  /** The pods that the object makes; none for most kinds. */
  get pods(): readonly Pod[] {
    if (this.#pods === undefined) {
      const pod = podIn(this.type, this.field);
      this.#pods = pod === undefined ? [] : [pod];
    }
    return this.#pods;
  }

  /** The member of the object at a path. */
  at(...path: readonly string[]): Field {
    return path.reduce(member, this.field);
  }
}

/** The objects of a resource: the items of a list, otherwise the one that it is. */
export function judgedObjects(type: ObjectType, object: Value, resource: Resource): readonly Judged[] {
  const field = root(object);
  return type.list
    ? elements(member(field, "items")).map((item) => new Judged(listed(type), item, resource))
    : [new Judged(type, field, resource)];
}
