/** The operations on objects of one cluster. */
import { StringDecoder } from "node:string_decoder";
import { Discovery, versionPath } from "./discovery";
import { ApiError, isNotFound } from "./errors";
import type { HttpRequest } from "./http";
import type { Transport } from "./transport";
import type { ApiReader, KindRef, KubeObject, ListOptions, ObjectRef, WatchEvent, WatchOptions } from "./types";

/** How an object is written. */
export interface WriteOptions {
  fieldManager: string;
  /** Only compute the result, as a preview does. */
  dryRun: boolean;
}

/** How a deletion treats the objects that the deleted one owns. */
export type PropagationPolicy = "Foreground" | "Background" | "Orphan";

const NEVER = new AbortController().signal;

/** Reads and writes API objects. All methods throw ApiError, ConnectionError, NoMatchError or AbortError. */
export class KubeClient implements ApiReader {
  readonly discovery: Discovery;

  constructor(readonly transport: Transport) {
    this.discovery = new Discovery(transport);
  }

  /** The server's minor version, such as 35. */
  async minorVersion(signal: AbortSignal): Promise<number> {
    const json = await this.transport.send({ method: "GET", path: "/version" }, signal);
    return Number.parseInt((json as { minor?: string }).minor ?? "", 10);
  }

  async get(ref: ObjectRef, signal: AbortSignal = NEVER): Promise<KubeObject | undefined> {
    const path = await this.pathOf(ref, signal);
    try {
      const json = await this.transport.send({ method: "GET", path }, signal);
      return json as KubeObject;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list(
    kind: KindRef,
    options: ListOptions,
    signal: AbortSignal = NEVER,
  ): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    const items: KubeObject[] = [];
    const path = await this.collectionPath(kind, options.namespace, signal);
    let next = "";
    for (;;) {
      const query = queryOf({ ...selectorsOf(options), limit: "500", continue: next });
      const json = await this.transport.send({ method: "GET", path: `${path}${query}` }, signal);
      const page = json as { items?: KubeObject[]; metadata: { resourceVersion: string; continue?: string } };
      items.push(...(page.items ?? []).map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })));
      next = page.metadata.continue ?? "";
      if (next === "") return { items, resourceVersion: page.metadata.resourceVersion };
    }
  }

  async *watch(kind: KindRef, options: WatchOptions, signal: AbortSignal): AsyncGenerator<WatchEvent, void> {
    const query = queryOf({
      ...selectorsOf(options),
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: options.resourceVersion,
    });
    try {
      const path = `${await this.collectionPath(kind, options.namespace, signal)}${query}`;
      const response = await this.transport.stream({ method: "GET", path }, signal);
      for await (const line of linesOf(response)) yield eventOf(line);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Creates an object; it must not exist. */
  async create(object: KubeObject, options: WriteOptions, signal: AbortSignal): Promise<KubeObject> {
    const path = await this.collectionPath(object, object.metadata.namespace ?? "default", signal);
    return this.write(
      { method: "POST", path, body: JSON.stringify(object), contentType: "application/json" },
      options,
      signal,
    );
  }

  /** Server-side apply (Kubernetes, "Server-Side Apply"); `force` takes fields over from other managers. */
  async apply(
    object: KubeObject,
    options: WriteOptions & { force: boolean },
    signal: AbortSignal,
  ): Promise<KubeObject> {
    const path = await this.pathOf(refOf(object), signal);
    const contentType = "application/apply-patch+yaml";
    const force: Record<string, string> = options.force ? { force: "true" } : {};
    const request = { method: "PATCH", path, body: JSON.stringify(object), contentType } as const;
    return this.write(request, options, signal, force);
  }

  /** Replaces an object as a whole; `metadata.resourceVersion` must be the live one. */
  async replace(object: KubeObject, options: WriteOptions, signal: AbortSignal): Promise<KubeObject> {
    const path = await this.pathOf(refOf(object), signal);
    const request = { method: "PUT", path, body: JSON.stringify(object), contentType: "application/json" } as const;
    return this.write(request, options, signal);
  }

  /** Applies a JSON patch (RFC 6902). */
  async jsonPatch(ref: ObjectRef, patch: readonly object[], signal: AbortSignal): Promise<KubeObject> {
    const path = await this.pathOf(ref, signal);
    const body = JSON.stringify(patch);
    const request = { method: "PATCH", path, body, contentType: "application/json-patch+json" } as const;
    return (await this.transport.send(request, signal)) as KubeObject;
  }

  /** Asks for an object's deletion; true when there was one. */
  async delete(ref: ObjectRef, policy: PropagationPolicy, signal: AbortSignal): Promise<boolean> {
    const path = await this.pathOf(ref, signal);
    const body = JSON.stringify({ apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: policy });
    try {
      await this.transport.send({ method: "DELETE", path, body, contentType: "application/json" }, signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  private async write(
    request: HttpRequest,
    { fieldManager, dryRun }: WriteOptions,
    signal: AbortSignal,
    query: Readonly<Record<string, string>> = {},
  ): Promise<KubeObject> {
    const path = `${request.path}${queryOf({ fieldManager, ...(dryRun ? { dryRun: "All" } : {}), ...query })}`;
    return (await this.transport.send({ ...request, path }, signal)) as KubeObject;
  }

  private async pathOf(ref: ObjectRef, signal: AbortSignal): Promise<string> {
    return `${await this.collectionPath(ref, ref.namespace ?? "default", signal)}/${encodeURIComponent(ref.name)}`;
  }

  /** Without a namespace, the objects of all of them. */
  private async collectionPath(kind: KindRef, namespace: string | undefined, signal: AbortSignal): Promise<string> {
    const { plural, namespaced } = await this.discovery.find(kind, signal);
    const scope =
      namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace || "default")}` : "";
    return `${versionPath(kind.apiVersion)}${scope}/${plural}`;
  }
}

async function* linesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

function eventOf(line: string): WatchEvent {
  const event = JSON.parse(line) as WatchEvent | { type: "ERROR"; object: { code?: number; message?: string } };
  if (event.type !== "ERROR") return event;
  throw new ApiError(event.object.code ?? 500, "", event.object.message ?? "the watch failed");
}

/** The reference to an object. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { name = "", namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function selectorsOf({ labelSelector = "", fieldSelector = "" }: ListOptions): Record<string, string> {
  return { labelSelector, fieldSelector };
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set).toString()}`;
}
