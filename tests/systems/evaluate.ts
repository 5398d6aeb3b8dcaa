import { evaluate } from "../../render/evaluate";
import type { Registration } from "../../render/registration";
import { deploy, load, registry } from "../../systems";
import type { Section } from "../../config/section";
import type { ConfigurationSource } from "../../config/source";

/** A digest of the right form. */
export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** An image as staging and prod want it. */
export const IMAGE = { "mllp:images": { server: { repository: "registry.example.com/mllp-server", digest: DIGEST } } };

/** Configuration that suffices for a stack of each environment, secrets aside. */
export const SUFFICIENT = {
  dev: { "mllp:images": { server: { repository: "registry.example.com/mllp-server", tag: "v1.0.0" } } },
  staging: { "bulwark:context": "a-context", ...IMAGE },
  prod: { "bulwark:context": "a-context", ...IMAGE },
} as const;

/** The placeholders of every secret key, by full key. */
export function placeholders(): Record<string, string> {
  const sections: readonly Section[] = Object.values(registry).map(({ section }) => section);
  return Object.fromEntries(
    sections.flatMap(({ namespace, secrets }) =>
      Object.entries(secrets).map(([key, { placeholder }]): [string, string] => [`${namespace}:${key}`, placeholder]),
    ),
  );
}

/** A source as the engine would make it: values as text, objects as JSON. */
export function sourceOf(
  stack: string,
  config: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>> = {},
): ConfigurationSource {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const plain = Object.entries(config).map(([key, value]): [string, string] => [key, text(value)]);
  return {
    stack,
    values: { ...Object.fromEntries(plain), ...secrets },
    secretKeys: new Set(Object.keys(secrets)),
  };
}

/** The sufficient configuration of `environment` with `changes` over it and every secret set. */
export function sufficient(
  environment: "dev" | "staging" | "prod",
  changes: Readonly<Record<string, unknown>> = {},
): ConfigurationSource {
  return sourceOf(environment, { ...SUFFICIENT[environment], ...changes }, placeholders());
}

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
