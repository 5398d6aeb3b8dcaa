/** The shapes in which API objects, references and the reading side of the client travel inside the provider. */

/** Metadata of an API object, as in the Kubernetes API reference "ObjectMeta"; unknown fields are kept. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  [key: string]: unknown;
}

/** Any API object: plain JSON with the fields every kind has. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [key: string]: unknown;
}

/** A kind of a group and version, as an object states it: `{ apiVersion: "apps/v1", kind: "Deployment" }`. */
export interface KindRef {
  apiVersion: string;
  kind: string;
}

/** One object: its kind, its name, and its namespace unless the kind is cluster-scoped. */
export interface ObjectRef extends KindRef {
  name: string;
  namespace?: string;
}

/** Which objects of a kind: all namespaces unless one is named; selectors in the API's own text form. */
export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** Where a watch starts: the `resourceVersion` of a list or of an object. */
export interface WatchOptions extends ListOptions {
  resourceVersion: string;
}

/** One event of a watch. A watch that the server ends simply stops; an expired version throws an ApiError of status 410. */
export interface WatchEvent {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  object: KubeObject;
}

/** The reading half of the client, all that the waits need. */
export interface ApiReader {
  /** The object, or undefined when it does not exist. */
  get(ref: ObjectRef, signal?: AbortSignal): Promise<KubeObject | undefined>;
  /** The objects (apiVersion and kind filled in) and the version a watch may start from. */
  list(
    kind: KindRef,
    options: ListOptions,
    signal?: AbortSignal,
  ): Promise<{ items: KubeObject[]; resourceVersion: string }>;
  /** Events until the server ends the connection or `signal` aborts (then it stops without an error). */
  watch(kind: KindRef, options: WatchOptions, signal: AbortSignal): AsyncIterable<WatchEvent>;
}
