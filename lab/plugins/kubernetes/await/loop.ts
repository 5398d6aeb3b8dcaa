/** The one loop of all waits: it collects objects, asks the rule after each change, and ends on verdict, time or abort. */
import { setMaxListeners } from "node:events";
import type { KubeObject, ListOptions } from "../client/types";
import { describe, text, unique } from "./fields";
import { subscribe } from "./reflector";
import {
  type AwaitContext,
  type AwaitState,
  type Need,
  NotReadyError,
  type NotReadyCause,
  type Pace,
  type Readiness,
  type Verdict,
} from "./types";

/** Unhurried enough for one machine; the official provider, made for clouds, lets endpoints settle for ten seconds. */
export const PACE: Pace = { settle: 1_000, grace: 60_000, retry: 100 };

/** Node's timers overflow beyond this many milliseconds; a longer limit is as good as none. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Warning events of the object that an error lists at most, newest last. */
const LISTED_EVENTS = 5;

const EVENT = { apiVersion: "v1", kind: "Event" };

/** A warning event older than this when the wait begins belongs to an earlier operation. */
const EVENT_SLACK_MS = 30_000;

/** What makes a reason the same as another: not which pods it holds for, nor how long a back-off has become. */
function reasonId(reason: string): string {
  return reason.replace(/^Pod [^:]*: /, "").replaceAll(/\b(?:\d+(?:\.\d+)?(?:ms|[smh]))+\b/g, "…");
}

/** When an event last happened, in milliseconds since the epoch; undefined if it does not say. */
function happenedAt(event: KubeObject): number | undefined {
  const at = text(event, "series", "lastObservedTime") ?? text(event, "lastTimestamp") ?? text(event, "eventTime");
  const parsed = Date.parse(at ?? "");
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** True unless `candidate` is certainly older than `known`; numeric versions of one kind are ordered (Kubernetes 1.35). */
function isAsNew(candidate: KubeObject, known: KubeObject): boolean {
  if ((candidate.metadata.generation ?? 0) < (known.metadata.generation ?? 0)) return false;
  const [a, b] = [candidate.metadata.resourceVersion ?? "", known.metadata.resourceVersion ?? ""];
  return !/^\d+$/.test(a) || !/^\d+$/.test(b) || BigInt(a) >= BigInt(b);
}

/** The kept objects of one needed kind. */
class Kept {
  readonly objects = new Map<string, KubeObject>();
  changedAt: number | undefined;
  synced = false;

  take(object: KubeObject, gone: boolean): void {
    const id = object.metadata.uid ?? object.metadata.name ?? "";
    if (gone) this.objects.delete(id);
    else this.objects.set(id, object);
    this.changedAt = Date.now();
  }
}

/** One wait for one object; `run` may be called once. */
class Wait {
  private readonly began = Date.now();
  private readonly kept = new Map<string, Kept>();
  private readonly events: string[] = [];
  private readonly reported = new Set<string>();
  private readonly remembered = new Map<string, string>();
  private readonly cleanups: (() => void)[] = [];
  private readonly pace: Pace;
  private readonly needs: Need[];
  private watchesEvents = false;
  private recheck: NodeJS.Timeout | undefined;
  private due: NodeJS.Immediate | undefined;
  private object: KubeObject;
  private objectSynced = false;
  private settle: { resolve(object: KubeObject): void; reject(error: Error): void } | undefined;

  constructor(
    object: KubeObject,
    private readonly rule: Readiness,
    private readonly context: AwaitContext,
    private readonly seconds: number,
  ) {
    this.object = object;
    this.needs = rule.needs(object);
    this.pace = { ...PACE, ...context.pace };
  }

  async run(): Promise<KubeObject> {
    try {
      return await new Promise<KubeObject>((resolve, reject) => {
        this.settle = { resolve, reject };
        this.start();
      });
    } finally {
      clearTimeout(this.recheck);
      clearImmediate(this.due);
      for (const cleanup of this.cleanups) cleanup();
    }
  }

  private start(): void {
    const { signal } = this.context;
    if (signal.aborted) {
      this.end("cancelled", "was not waited for: the operation was cancelled", this.verdictReasons());
      return;
    }
    // An object that decides by itself may be ready as it came back from the API server; then nothing is watched.
    const atOnce = this.needs.length === 0 ? this.evaluate() : undefined;
    if (atOnce?.is === "ready") {
      this.settle?.resolve(this.object);
      return;
    }
    const onAbort = (): void => {
      this.end("cancelled", "is not ready: the operation was cancelled", this.verdictReasons());
    };
    // One signal cancels all operations of a stack: many listeners on it are no leak.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", onAbort, { once: true });
    const limit = Math.min(Math.max(this.seconds, 0) * 1_000, LONGEST_TIMER);
    const timer = setTimeout(() => {
      this.timeUp();
    }, limit);
    this.cleanups.push(() => {
      signal.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    });
    this.watchObject();
    for (const need of this.needs) this.watchNeed(need);
  }

  private listen(
    kind: { apiVersion: string; kind: string },
    options: ListOptions,
    optional: boolean,
    on: {
      changed(object: KubeObject, gone: boolean): void;
      synced(): void;
    },
  ): void {
    const unsubscribe = subscribe(this.context.client, kind, options, this.pace.retry, {
      ...on,
      failed: (error) => {
        const why = error instanceof Error ? error.message : String(error);
        if (!optional) this.end("failed", "could not be watched", [`Watching ${kind.kind}s failed: ${why}`]);
      },
    });
    this.cleanups.push(unsubscribe);
  }

  private watchObject(): void {
    const { uid, name, namespace } = this.object.metadata;
    this.listen(this.object, scope(namespace), false, {
      changed: (object, gone) => {
        if (object.metadata.name !== name) return;
        if (gone && object.metadata.uid === uid) {
          this.end("failed", "was deleted while it was waited for", []);
        } else if (!gone && isAsNew(object, this.object)) {
          this.object = object;
          this.judgeSoon();
        }
      },
      synced: () => {
        this.objectSynced = true;
        this.judgeSoon();
      },
    });
  }

  private watchNeed(need: Need): void {
    const kept = new Kept();
    this.kept.set(need.kind.kind, kept);
    const options = {
      ...scope(need.clusterScoped === true ? undefined : this.object.metadata.namespace),
      ...(need.fieldSelector === undefined ? {} : { fieldSelector: need.fieldSelector }),
    };
    this.listen(need.kind, options, false, {
      changed: (object, gone) => {
        if (!need.keep(object)) return;
        kept.take(object, gone);
        this.judgeSoon();
      },
      synced: () => {
        kept.synced = true;
        this.judgeSoon();
      },
    });
  }

  /** Warning events of the object itself, as the official provider shows them; not worth failing for. */
  private watchEvents(): void {
    const { uid, namespace } = this.object.metadata;
    if (uid === undefined || this.watchesEvents) return;
    this.watchesEvents = true;
    const options = { ...scope(namespace), fieldSelector: "type=Warning" };
    this.listen(EVENT, options, true, {
      changed: (event, gone) => {
        if (gone || text(event, "involvedObject", "uid") !== uid) return;
        if ((happenedAt(event) ?? Infinity) < this.began - EVENT_SLACK_MS) return;
        const line = `${text(event, "reason") ?? "Warning"}: ${(text(event, "message") ?? "").trim()}`;
        if (!this.events.some((known) => reasonId(known) === reasonId(line))) this.events.push(line);
        this.report(line, reasonId(line));
      },
      synced: () => undefined,
    });
  }

  private report(line: string, id = line): void {
    if (this.reported.has(id)) return;
    this.reported.add(id);
    this.context.report(line);
  }

  /** Judges once after all events that are already here. */
  private judgeSoon(): void {
    this.due ??= setImmediate(() => {
      this.due = undefined;
      this.judge();
    });
  }

  private state(): AwaitState {
    const now = Date.now();
    return {
      object: this.object,
      related: (kind) => [...(this.kept.get(kind)?.objects.values() ?? [])],
      unchangedFor: (kind) => {
        const at = this.kept.get(kind)?.changedAt;
        return at === undefined ? undefined : now - at;
      },
      elapsed: now - this.began,
      pace: this.pace,
    };
  }

  /** Before all lists are in, an absent object may only be one that has not been read yet. */
  private isSynced(): boolean {
    return this.objectSynced && [...this.kept.values()].every((kept) => kept.synced);
  }

  /** The rule's verdict; a rule that trips over an unforeseen object must not take the provider down. */
  private evaluate(): Verdict {
    try {
      return this.rule.evaluate(this.state());
    } catch (error) {
      return {
        is: "failed",
        reasons: [`It can't be judged: ${error instanceof Error ? error.message : String(error)}`],
      };
    }
  }

  private judge(): void {
    if (!this.isSynced()) return;
    const verdict = this.evaluate();
    if (verdict.is === "ready") {
      if (verdict.note !== undefined) this.report(verdict.note);
      this.settle?.resolve(this.object);
      return;
    }
    if (this.rule.remembersReasons === true) {
      for (const reason of verdict.reasons.slice(1)) this.remembered.set(reasonId(reason), reason);
    }
    if (verdict.is === "failed") {
      this.end("failed", "failed", [...verdict.reasons, ...this.remembered.values()]);
      return;
    }
    this.watchEvents();
    this.report(verdict.status);
    // The first reason only says in words what the progress line says in figures.
    for (const reason of verdict.reasons.slice(1)) this.report(reason, reasonId(reason));
    clearTimeout(this.recheck);
    if (verdict.recheck !== undefined) {
      this.recheck = setTimeout(
        () => {
          this.judge();
        },
        Math.max(verdict.recheck, 1),
      );
    }
  }

  private verdictReasons(): string[] {
    const verdict = this.evaluate();
    return verdict.is === "ready" ? [] : [...verdict.reasons, ...this.remembered.values()];
  }

  private timeUp(): void {
    const verdict = this.evaluate();
    const isEnough = verdict.is === "ready" || (verdict.is === "waiting" && verdict.enoughAtTimeout === true);
    if (isEnough && this.isSynced()) this.settle?.resolve(this.object);
    else this.end("timeout", `is not ready after ${this.seconds} s`, this.verdictReasons());
  }

  private end(cause: NotReadyCause, what: string, reasons: string[]): void {
    const listed = new Map<string, string>();
    for (const reason of [...reasons, ...this.events.slice(-LISTED_EVENTS)]) {
      if (!listed.has(reasonId(reason))) listed.set(reasonId(reason), reason);
    }
    this.settle?.reject(
      new NotReadyError(`${describe(this.object)} ${what}`, this.object, unique([...listed.values()]), cause),
    );
  }
}

/** List options for a namespace, or for the cluster. */
function scope(namespace: string | undefined): ListOptions {
  return namespace === undefined || namespace === "" ? {} : { namespace };
}

/**
 * Waits until the rule calls the object ready and returns its newest state.
 * @throws NotReadyError when the rule fails it, the time is up, the signal aborts or the objects can't be watched.
 */
export function waitFor(
  object: KubeObject,
  rule: Readiness,
  context: AwaitContext,
  seconds: number,
): Promise<KubeObject> {
  return new Wait(object, rule, context, seconds).run();
}
