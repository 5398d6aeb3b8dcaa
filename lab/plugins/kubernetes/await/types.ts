/** The shapes of the waits: what a caller hands in, what a rule sees and what it answers. */
import type { ApiReader, KindRef, KubeObject } from "../client/types";

/** What a wait needs from its caller. */
export interface AwaitContext {
  client: ApiReader;
  /** Ends the wait at once; the wait then rejects with a NotReadyError whose `cause` is "cancelled". */
  signal: AbortSignal;
  /** The resource's `customTimeouts` for this operation in seconds; unset or 0: the annotation, else the kind's default. */
  timeoutSeconds?: number;
  /** Receives short progress lines, never the same one twice in one wait. */
  report(status: string): void;
  /** The pauses of the waits; tests shorten them. */
  pace?: Partial<Pace>;
}

/** Pauses in milliseconds. */
export interface Pace {
  /** How long a Service's or Ingress's endpoints must stay unchanged before their state counts. */
  settle: number;
  /** How long an Ingress waits for the first endpoints of its namespace before it goes on without. */
  grace: number;
  /** The pause before a lost watch is set up again; it doubles up to twenty times this. */
  retry: number;
}

/** Why a wait ended without success. */
export type NotReadyCause = "timeout" | "cancelled" | "failed";

/** The object exists but is not ready (or not gone, for deletions): its last state and why, each reason once. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";

  constructor(
    message: string,
    readonly object: KubeObject,
    readonly reasons: string[],
    override readonly cause: NotReadyCause,
  ) {
    super(message);
  }
}

/** Objects of another kind that a rule looks at, all of the awaited object's namespace or, without one, of the cluster. */
export interface Need {
  kind: KindRef;
  /** Set for kinds that live outside namespaces, such as StorageClass. */
  clusterScoped?: true;
  fieldSelector?: string;
  /** Which of them concern the awaited object; cheap, as it sees every event of the namespace. */
  keep: (candidate: KubeObject) => boolean;
}

/** What a rule judges: plain data, so that a verdict never depends on the order in which events arrived. */
export interface AwaitState {
  object: KubeObject;
  /** The kept objects of a needed kind, by kind name; empty for a kind that is not needed. */
  related: (kind: string) => readonly KubeObject[];
  /** Milliseconds since an object of this kind last changed; undefined when none was ever seen. */
  unchangedFor: (kind: string) => number | undefined;
  /** Milliseconds since the wait began. */
  elapsed: number;
  pace: Pace;
}

/** A rule's answer. */
export type Verdict =
  | { is: "ready"; note?: string }
  | {
      is: "waiting";
      /** The progress line. */
      status: string;
      /** Why it is not ready yet; what the error lists when the wait ends here. */
      reasons: string[];
      /** Judge again after this many milliseconds even if nothing changes. */
      recheck?: number;
      /** Set when the end of the time is enough to call it ready: nothing but settling was left. */
      enoughAtTimeout?: true;
    }
  | { is: "failed"; reasons: string[] };

/** How one kind becomes ready. */
export interface Readiness {
  /** Seconds after which the wait gives up unless the resource says otherwise. */
  timeoutSeconds: number;
  needs: (object: KubeObject) => Need[];
  evaluate: (state: AwaitState) => Verdict;
  /** The official provider judges this kind in refresh, too. */
  judgedOnRead?: true;
  /** Reasons stay listed after the pods that showed them are gone, as a failed Job's are. */
  remembersReasons?: true;
}
