/** The Kubernetes objects of a rendered stack as YAML files. */
import { stringify } from "yaml";
import type { Registration } from "./registration";

/** One file of a rendered stack. */
export interface RenderedFile {
  /** `<namespace, or _cluster>/<kind>.<name>.yaml` */
  readonly path: string;
  readonly content: string;
}

interface Metadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
}

/** Folder of objects that belong to no namespace. A namespace's name cannot begin with an underscore. */
const CLUSTER_FOLDER = "_cluster";

/** Every object that the program would apply, sorted by path, with sorted keys: two renderings differ where the objects do. */
export function renderObjects(registrations: readonly Registration[]): RenderedFile[] {
  return registrations
    .filter(isObject)
    .map((registration) => ({
      path: objectPath(registration),
      content: stringify(registration.inputs, { sortMapEntries: true, lineWidth: 0 }),
    }))
    .sort(byPath);
}

/** True for what becomes one object of the API server; providers, components, generated values and reads do not. */
export function isObject({ type, custom, read }: Registration): boolean {
  return custom && !read && type.startsWith("kubernetes:");
}

/** The path of the file that holds a registered object. */
export function objectPath({ type, name, inputs }: Registration): string {
  const metadata = (inputs["metadata"] ?? {}) as Metadata;
  const folder = typeof metadata.namespace === "string" ? metadata.namespace : CLUSTER_FOLDER;
  // `Patch` types keep their suffix, so that they never share a file with the object they patch.
  const kind = (type.split(":").at(-1) ?? type).toLowerCase();
  const objectName = typeof metadata.name === "string" ? metadata.name : name;
  return `${folder}/${kind}.${objectName}.yaml`;
}

function byPath(a: RenderedFile, b: RenderedFile): number {
  return a.path < b.path ? -1 : 1;
}
