/** A cluster in memory behind the reading half of the client: writes become watch events, faults come on demand. */
import { ApiError } from "../../../../../lab/plugins/kubernetes/client/errors";
import type {
  ApiReader,
  KindRef,
  KubeObject,
  ListOptions,
  ObjectRef,
  WatchEvent,
  WatchOptions,
} from "../../../../../lab/plugins/kubernetes/client/types";

const id = (kind: KindRef, namespace = "", name = ""): string => `${kind.apiVersion}/${kind.kind}/${namespace}/${name}`;

export class FakeCluster implements ApiReader {
  /** What was asked, as "list v1/Pod shop" or "watch v1/Pod shop 12". */
  readonly calls: string[] = [];
  openWatches = 0;
  private version = 100;
  private readonly objects = new Map<string, KubeObject>();
  private log: { version: number; event: WatchEvent }[] = [];
  private wakers: (() => void)[] = [];
  private epoch = 0;
  private expiredBefore = 0;
  private readonly refused = new Map<string, number>();

  /** Creates or changes an object and returns what the API server would answer. */
  put(object: KubeObject): KubeObject {
    const key = id(object, object.metadata.namespace, object.metadata.name);
    const type = this.objects.has(key) ? "MODIFIED" : "ADDED";
    this.version++;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
    this.objects.set(key, stored);
    this.record({ type, object: stored });
    return stored;
  }

  remove(object: KubeObject): void {
    const key = id(object, object.metadata.namespace, object.metadata.name);
    const stored = this.objects.get(key);
    if (stored === undefined) return;
    this.version++;
    this.objects.delete(key);
    const gone = { ...stored, metadata: { ...stored.metadata, resourceVersion: String(this.version) } };
    this.record({ type: "DELETED", object: gone });
  }

  /** Forgets all events so far, as etcd's compaction does, and closes the watches. */
  compact(): void {
    this.expiredBefore = this.version;
    this.log = [];
    this.closeWatches();
  }

  /** Ends every open watch in silence, as the server does now and then. */
  closeWatches(): void {
    this.epoch++;
    this.wake();
  }

  /** Answers list and watch of a kind with this HTTP status. */
  refuse(kind: string, status: number): void {
    this.refused.set(kind, status);
  }

  get(ref: ObjectRef): Promise<KubeObject | undefined> {
    this.calls.push(`get ${ref.apiVersion}/${ref.kind} ${ref.namespace ?? ""}`);
    return Promise.resolve(this.objects.get(id(ref, ref.namespace, ref.name)));
  }

  async list(kind: KindRef, options: ListOptions): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    this.calls.push(`list ${kind.apiVersion}/${kind.kind} ${options.namespace ?? ""}`);
    await Promise.resolve();
    this.throwIfRefused(kind);
    const items = [...this.objects.values()].filter((object) => this.matches(object, kind, options));
    return { items, resourceVersion: String(this.version) };
  }

  async *watch(kind: KindRef, options: WatchOptions, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    this.calls.push(`watch ${kind.apiVersion}/${kind.kind} ${options.namespace ?? ""} ${options.resourceVersion}`);
    let seen = Number(options.resourceVersion);
    this.throwIfRefused(kind);
    if (seen < this.expiredBefore) throw new ApiError(410, "Expired", "too old resource version");
    const { epoch } = this;
    this.openWatches++;
    const onAbort = (): void => {
      this.wake();
    };
    signal.addEventListener("abort", onAbort);
    try {
      for (;;) {
        for (const { version, event } of this.log.filter((entry) => entry.version > seen)) {
          seen = version;
          if (this.matches(event.object, kind, options)) yield event;
        }
        if (signal.aborted || epoch !== this.epoch) return;
        // More may have happened while the reader was busy with the last event.
        if (this.log.some((entry) => entry.version > seen)) continue;
        await new Promise<void>((resolve) => this.wakers.push(resolve));
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.openWatches--;
    }
  }

  private throwIfRefused(kind: KindRef): void {
    const status = this.refused.get(kind.kind);
    if (status !== undefined) throw new ApiError(status, "", `HTTP ${status}`);
  }

  private matches(object: KubeObject, kind: KindRef, options: ListOptions): boolean {
    return (
      object.kind === kind.kind &&
      object.apiVersion === kind.apiVersion &&
      (options.namespace === undefined || object.metadata.namespace === options.namespace) &&
      (options.fieldSelector === undefined || options.fieldSelector === `type=${String(object["type"])}`)
    );
  }

  private record(event: WatchEvent): void {
    this.log.push({ version: this.version, event });
    this.wake();
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }
}
