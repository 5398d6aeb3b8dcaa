/** Waiting until an object is gone: Kubernetes, "Garbage collection" and "Finalizers". */
import { setMaxListeners } from "node:events";
import { isNotFound, NoMatchError } from "../client/errors";
import type { KubeObject, ObjectRef } from "../client/types";
import { describe, list, reasonAndMessage, text } from "./fields";
import { subscribe } from "./reflector";
import { PACE } from "./loop";
import { skipsDeletion } from "./skip";
import { DEFAULT_TIMEOUT_SECONDS, timeoutSeconds } from "./timeout";
import { type AwaitContext, NotReadyError, type NotReadyCause } from "./types";

/** What is being deleted; the annotations are those of the resource's inputs. */
export interface DeletedRef extends ObjectRef {
  /** An object of another UID under the same name is a new one: the old one is gone. */
  uid?: string;
  annotations?: Readonly<Record<string, string>>;
}

/** What each finalizer waits for, where Kubernetes itself sets it. */
const FINALIZERS: Readonly<Record<string, string>> = {
  foregroundDeletion: "the objects it owns must be deleted first",
  orphan: "the objects it owns must be released first",
  kubernetes: "everything in the namespace must be deleted first",
  "kubernetes.io/pvc-protection": "a pod still uses the claim",
  "kubernetes.io/pv-protection": "a claim still uses the volume",
};

/** True if the API server no longer serves the kind, so that none of its objects is left. */
const isWithoutKind = (error: unknown): boolean => error instanceof NoMatchError || isNotFound(error);

function finalizersOf(object: KubeObject): string[] {
  const ofNamespace =
    object.kind === "Namespace" ? (object["spec"] as { finalizers?: string[] } | undefined) : undefined;
  return [...(object.metadata.finalizers ?? []), ...(ofNamespace?.finalizers ?? [])];
}

/** Why the object is still there: who has yet to release it, and what a Namespace says about its remains. */
function remainingReasons(object: KubeObject): string[] {
  const finalizers = finalizersOf(object).map((finalizer) => {
    const why = FINALIZERS[finalizer];
    return `Finalizer "${finalizer}" is still set${why === undefined ? "" : `: ${why}`}`;
  });
  const remains = list(object, "status", "conditions")
    .filter((entry) => object.kind === "Namespace" && entry["status"] === "True")
    .map((entry) => reasonAndMessage(text(entry, "reason") ?? "", text(entry, "message") ?? ""));
  if (object.metadata.deletionTimestamp === undefined) return ["The deletion was not accepted: no deletionTimestamp"];
  return [...finalizers, ...remains];
}

/** Waits with everything set up; the cleanups run when it ends. */
function untilGone(ref: DeletedRef, context: AwaitContext, seconds: number, cleanups: (() => void)[]): Promise<void> {
  let last: KubeObject = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }) },
  };
  let wasSeen = false;
  const isOther = (object: KubeObject): boolean => ref.uid !== undefined && object.metadata.uid !== ref.uid;

  return new Promise<void>((resolve, reject) => {
    const giveUp = (cause: NotReadyCause, what: string): void => {
      const reasons = wasSeen ? remainingReasons(last) : [];
      reject(new NotReadyError(`${describe(last)} ${what}`, last, reasons, cause));
    };
    const seen = (object: KubeObject): void => {
      last = object;
      wasSeen = true;
      // A watch that runs already may first show the object as it was before the deletion.
      if (object.metadata.deletionTimestamp === undefined) return;
      const [reason] = remainingReasons(object);
      context.report(reason === undefined ? "Waiting for the deletion" : `Waiting for the deletion (${reason})`);
    };
    const lookUp = async (): Promise<boolean> => {
      const live = await context.client.get(ref, context.signal);
      if (live === undefined || isOther(live)) return true;
      seen(live);
      return false;
    };
    const settleIfGone = (): void => {
      lookUp().then(
        (gone) => {
          if (gone) resolve();
        },
        (error: unknown) => {
          if (isWithoutKind(error)) resolve();
        },
      );
    };
    const onAbort = (): void => {
      giveUp("cancelled", "is not deleted yet: the operation was cancelled");
    };
    if (context.signal.aborted) {
      onAbort();
      return;
    }
    // One signal cancels all operations of a stack: many listeners on it are no leak.
    setMaxListeners(0, context.signal);
    context.signal.addEventListener("abort", onAbort, { once: true });
    const timer = setTimeout(
      () => {
        // The watch may have missed the end: the API server has the last word.
        lookUp()
          .catch(() => false)
          .then((gone) => {
            if (gone) resolve();
            else giveUp("timeout", `is not deleted after ${seconds} s`);
          }, reject);
      },
      Math.min(Math.max(seconds, 0) * 1_000, 2 ** 31 - 1),
    );
    const namespace = ref.namespace === undefined || ref.namespace === "" ? {} : { namespace: ref.namespace };
    const unsubscribe = subscribe(context.client, ref, namespace, context.pace?.retry ?? PACE.retry, {
      changed: (object, gone) => {
        if (object.metadata.name !== ref.name) return;
        if (gone ? !isOther(object) : isOther(object)) resolve();
        else if (!gone) seen(object);
      },
      // Of an object that went after the first look and before the list no event will tell.
      synced: settleIfGone,
      failed: (error) => {
        // A kind that no longer exists has no objects left.
        if (isWithoutKind(error)) resolve();
        else giveUp("failed", `could not be watched: ${error instanceof Error ? error.message : String(error)}`);
      },
    });
    cleanups.push(unsubscribe, () => {
      clearTimeout(timer);
      context.signal.removeEventListener("abort", onAbort);
    });
    // Most objects are gone at once, before any list.
    settleIfGone();
  });
}

/**
 * Waits until the object does not exist any more or another one has taken its name. The time is that of the context,
 * else of `pulumi.com/timeoutSeconds`, else ten minutes. With `pulumi.com/skipAwait` workloads, pods and namespaces
 * are not waited for, as in the official provider.
 * @throws NotReadyError with the finalizers that hold the object when the time is up or the signal aborts.
 */
export async function awaitDeleted(ref: DeletedRef, context: AwaitContext): Promise<void> {
  if (skipsDeletion(ref, ref.annotations)) return;
  const seconds = timeoutSeconds(context.timeoutSeconds, ref.annotations, DEFAULT_TIMEOUT_SECONDS);
  const reported = new Set<string>();
  const once = (line: string): void => {
    if (!reported.has(line)) context.report(line);
    reported.add(line);
  };
  const cleanups: (() => void)[] = [];
  try {
    await untilGone(ref, { ...context, report: once }, seconds, cleanups);
  } finally {
    for (const cleanup of cleanups) cleanup();
  }
}
