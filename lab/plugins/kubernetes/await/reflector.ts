/**
 * The objects of one kind in one namespace, kept up to date by one list and one watch that all waits share: a stack
 * with a hundred Deployments in a namespace needs one connection for their pods, not a hundred.
 */
import { setTimeout as pause } from "node:timers/promises";
import { ApiError, NoMatchError } from "../client/errors";
import type { ApiReader, KindRef, KubeObject, ListOptions, WatchEvent } from "../client/types";

/** What a subscriber is told. */
export interface Listener {
  /** An object appeared, changed, or (`gone`) ceased to exist. */
  changed(object: KubeObject, gone: boolean): void;
  /** Every object that exists has been told. */
  synced(): void;
  /** The objects can not be watched, for good. */
  failed(error: unknown): void;
}

/** The pause before a watch is set up again grows up to this many times the first one. */
const LONGEST_RETRY = 20;

/** Connections lost in a row before the waits give up; at the default pace about nine seconds, besides what each try takes. */
const MOST_RETRIES = 8;

const key = (object: KubeObject): string => `${object.metadata.namespace ?? ""}/${object.metadata.name ?? ""}`;

/** Refusals that trying again mends: a timeout of the server, an expired version, throttling. */
const PASSING = new Set([408, 410, 429]);

/** Errors that trying again does not mend; lost connections and errors inside the server it does. */
function isFinal(error: unknown): boolean {
  if (error instanceof NoMatchError) return true;
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && !PASSING.has(error.status);
}

/** A shared list and watch; it starts with the first subscriber and ends with the last. */
class Reflector {
  private readonly objects = new Map<string, KubeObject>();
  private readonly listeners = new Set<Listener>();
  private readonly stop = new AbortController();
  private isSynced = false;
  private version = "";

  constructor(
    private readonly client: ApiReader,
    private readonly kind: KindRef,
    private readonly options: ListOptions,
    private readonly retryPause: number,
    private readonly ended: () => void,
  ) {}

  /** Tells the listener all objects and then every change, until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.run();
    for (const object of this.objects.values()) listener.changed(object, false);
    if (this.isSynced) listener.synced();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.stop.abort();
      this.ended();
    };
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    let lost = 0;
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      try {
        if (this.version === "") await this.list(signal);
        const before = this.version;
        await this.watch(signal);
        // A server that ends watches at once must not be asked in a tight loop.
        lost = this.version === before ? Math.min(lost + 1, 2) : 0;
      } catch (error) {
        if (isStopped()) return;
        if (error instanceof ApiError && error.status === 410) {
          this.version = "";
          lost = Math.max(lost, 1);
        } else {
          lost++;
        }
        if (isFinal(error) || lost > MOST_RETRIES) {
          this.ended();
          for (const listener of [...this.listeners]) listener.failed(error);
          return;
        }
      }
      if (lost === 0) continue;
      const wait = this.retryPause * Math.min(2 ** (lost - 1), LONGEST_RETRY);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  private async list(signal: AbortSignal): Promise<void> {
    const { items, resourceVersion } = await this.client.list(this.kind, this.options, signal);
    if (signal.aborted) return;
    const present = new Set(items.map(key));
    for (const object of [...this.objects.values()]) {
      if (!present.has(key(object))) this.apply({ type: "DELETED", object });
    }
    for (const object of items) {
      if (this.objects.get(key(object))?.metadata.resourceVersion !== object.metadata.resourceVersion) {
        this.apply({ type: "MODIFIED", object });
      }
    }
    this.version = resourceVersion;
    if (this.isSynced) return;
    this.isSynced = true;
    for (const listener of [...this.listeners]) listener.synced();
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const options = { ...this.options, resourceVersion: this.version };
    for await (const event of this.client.watch(this.kind, options, signal)) {
      if (signal.aborted) return;
      this.version = event.object.metadata.resourceVersion ?? this.version;
      if (event.type !== "BOOKMARK") this.apply(event);
    }
  }

  private apply({ type, object }: WatchEvent): void {
    if (type === "DELETED") this.objects.delete(key(object));
    else this.objects.set(key(object), object);
    for (const listener of [...this.listeners]) listener.changed(object, type === "DELETED");
  }
}

/** The running reflectors of each client, by what they watch. */
const running = new WeakMap<ApiReader, Map<string, Reflector>>();

/** Subscribes to the objects of a kind, over the list and watch that other waits may have running already. */
export function subscribe(
  client: ApiReader,
  kind: KindRef,
  options: ListOptions,
  retryPause: number,
  listener: Listener,
): () => void {
  const reflectors = running.get(client) ?? new Map<string, Reflector>();
  running.set(client, reflectors);
  const id = JSON.stringify([kind.apiVersion, kind.kind, options.namespace, options.fieldSelector]);
  let reflector = reflectors.get(id);
  if (reflector === undefined) {
    const created = new Reflector(client, kind, options, retryPause, () => {
      if (reflectors.get(id) === created) reflectors.delete(id);
    });
    reflectors.set(id, (reflector = created));
  }
  return reflector.subscribe(listener);
}
