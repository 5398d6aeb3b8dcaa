/** The rendered objects in a form that kubectl and Helm can apply. */
import { parse, stringify } from "yaml";
import type { RenderedFile } from "../../render/objects";
import { SECRET } from "../../render/registration";

interface Manifest {
  readonly kind?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** What a workload's roll-out is asked by: `kubectl rollout status -n NAMESPACE WORKLOAD…`. */
export interface Rollouts {
  readonly namespace: string;
  /** `kind/name` */
  readonly workloads: readonly string[];
}

/** One object as a document of its own. */
export interface AppliedObject {
  readonly path: string;
  readonly text: string;
}

/**
 * The objects of a rendering that a user of kubectl would apply: namespaces first, secrets with values that the API takes.
 * Objects that patch one of somebody else are left out: kubectl would take that one over, and delete it later.
 */
export function applicable(files: readonly RenderedFile[]): AppliedObject[] {
  const objects = files
    .filter(({ path }) => path.endsWith(".yaml") && !/\/\w+patch\./.test(path))
    .map(({ path, content }) => ({ path, manifest: parse(content) as Manifest }));
  const first = objects.filter(({ manifest }) => manifest.kind === "Namespace");
  const rest = objects.filter(({ manifest }) => manifest.kind !== "Namespace");
  return [...first, ...rest].map(({ path, manifest }) => ({
    path,
    text: stringify(withSecretValues(manifest), { lineWidth: 0 }),
  }));
}

/** The objects as one stream of documents. */
export function stream(objects: readonly AppliedObject[]): string {
  return objects.map(({ text }) => `---\n${text}`).join("");
}

/** The workloads among the objects, per namespace. */
export function rollouts(objects: readonly AppliedObject[]): Rollouts[] {
  const found = new Map<string, string[]>();
  for (const { text } of objects) {
    const { kind, metadata: { name, namespace } = {} } = parse(text) as Manifest;
    if (namespace === undefined || (kind !== "Deployment" && kind !== "StatefulSet")) continue;
    found.set(namespace, [...(found.get(namespace) ?? []), `${kind.toLowerCase()}/${name ?? ""}`]);
  }
  return [...found].map(([namespace, workloads]) => ({ namespace, workloads }));
}

/** The object as a template of a Helm chart: what looks like an action there is a text here. */
export function helmTemplate({ text }: AppliedObject): string {
  return text.replaceAll("{{", '{{ "{{" }}');
}

/** `data` of a Secret is base64 (Kubernetes, Secret v1); the mark of a rendering is not. */
function withSecretValues(manifest: Manifest): Manifest {
  if (manifest.kind !== "Secret" || manifest.data === undefined) return manifest;
  const encoded = Buffer.from(SECRET).toString("base64");
  const data = Object.entries(manifest.data).map(([key, value]) => [key, value === SECRET ? encoded : value]);
  return { ...manifest, data: Object.fromEntries(data) as Record<string, unknown> };
}
