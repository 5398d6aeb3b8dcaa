import { evaluate } from "../../render/evaluate";
import type { Registration } from "../../render/registration";
import { deploy, load } from "../../systems";
import type { ConfigurationSource } from "../../config/source";

/** An object of Kubernetes as it was registered, with the options that decide what an update does. */
export interface RegisteredObject extends Registration {
  readonly kind: string;
  readonly inputs: KubernetesObject;
}

/** The parts of an object that tests look into; every one is checked by its own assertion. */
export interface KubernetesObject {
  readonly [field: string]: unknown;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The objects of a stack, evaluated as the engine's first preview would. */
export async function objectsOf(source: ConfigurationSource): Promise<readonly RegisteredObject[]> {
  const registrations = await evaluate("bulwark", source.stack, () => deploy(load(source)));
  return registrations
    .filter(({ custom, read, type }) => custom && !read && type.startsWith("kubernetes:"))
    .map((registration) => ({
      ...registration,
      kind: registration.type.split(":")[2] ?? "",
      inputs: registration.inputs as KubernetesObject,
    }));
}

/** The one object of that kind and name. */
export function find(objects: readonly RegisteredObject[], kind: string, name: string): RegisteredObject {
  const found = objects.filter((object) => object.kind === kind && object.inputs.metadata.name === name);
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${found.length} objects ${kind}/${name} among ${objects.map(identity).join(", ")}`);
  }
  return found[0];
}

/** `Kind/name`. */
export function identity({ kind, inputs }: RegisteredObject): string {
  return `${kind}/${inputs.metadata.name}`;
}

/** The value at a dotted path; list members by number. */
export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (part, key) => (typeof part === "object" && part !== null ? (part as Record<string, unknown>)[key] : undefined),
      value,
    );
}
