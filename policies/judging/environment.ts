/** Which environment a namespace belongs to: some rules only warn in dev and preview environments. */
import type { ObjectType } from "../kubernetes/kinds";
import { metadataMap } from "../kubernetes/object";
import { at, root, text, UNKNOWN, type Value } from "../values/field";

/** The label by which a Namespace names its environment. */
export const ENVIRONMENT_LABEL = "bulwark.io/environment";

/** The environment of one object. */
export interface Environment {
  readonly name: string;
  /** Whether rules of the strictness `outside-dev` only warn here. */
  readonly lenient: boolean;
  /** Whether rules of the strictness `prod` hold here: everywhere but in what is clearly another environment. */
  readonly prod: boolean;
  /** Whether the namespace itself says so, rather than the stack. */
  readonly byLabel: boolean;
  /** For messages. */
  readonly text: string;
}

/**
 * Remembers the labels of the namespaces that this update has registered so far.
 *
 * A resource policy sees one resource at a time and a stack policy comes only after everything was applied. But the
 * engine asks about a Namespace before it asks about objects that depend on it, in one process for the whole update:
 * so the label is known in time for the rule to stop a workload before it is applied.
 */
export class Environments {
  readonly #labels = new Map<string, string>();

  /** @param configured The stack's environment by its configuration, where that states one. */
  constructor(private readonly configured: string | undefined) {}

  /** Takes note of a Namespace; does nothing for other objects. */
  observe(type: ObjectType, object: Value): void {
    if (type.group !== "" || type.kind !== "Namespace") {
      return;
    }
    const name = text(at(root(object), "metadata", "name"));
    const labels = metadataMap(object, "labels");
    const label = labels === UNKNOWN ? undefined : labels.get(ENVIRONMENT_LABEL);
    if (name !== undefined && typeof label === "string") {
      this.#labels.set(name, label);
    }
  }

  /**
   * The environment that a stack is for: by its configuration, else by its name. `undefined` if neither says so: what
   * such a stack is for nobody knows, although it is judged as prod.
   */
  ofStack(stack: string): string | undefined {
    return this.configured ?? environmentIn(stack);
  }

  /** The environment of a namespace: by its label, else by the stack's configuration, else by the stack's name. */
  of(namespace: string | undefined, stack: string): Environment {
    const label = namespace === undefined ? undefined : this.#labels.get(namespace);
    if (label !== undefined) {
      return {
        ...named(label),
        byLabel: true,
        text: `${label} (label of namespace ${namespace ?? ""})`,
      };
    }
    const environment = this.configured ?? stack;
    return {
      ...named(environment),
      byLabel: false,
      text: `${environment} (no label on a namespace seen yet)`,
    };
  }
}

function named(name: string): Pick<Environment, "name" | "lenient" | "prod"> {
  return { name, lenient: isLenient(name), prod: name !== "staging" && !isLenient(name) };
}

const NAMED = /^(dev|staging|prod|preview)(?:-|$)/;

/** The environment in a stack's name: `prod` in `prod` and in `prod-eu`, none in `production`. */
export function environmentIn(stack: string): string | undefined {
  return NAMED.exec(stack)?.[1];
}

/** Whether a namespace of the one environment escapes rules that hold in the other. */
export function isMoreLenient(environment: string, than: string): boolean {
  const [one, other] = [named(environment), named(than)];
  return (one.lenient && !other.lenient) || (!one.prod && other.prod);
}

/** Only what is clearly a development environment is judged leniently. */
function isLenient(environment: string): boolean {
  return environment === "dev" || environment === "preview" || environment.startsWith("preview-");
}
