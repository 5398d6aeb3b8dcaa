/** What the tests of the waits share: waiting for what must come about, and for the failure of a wait. */
import { strict as assert } from "node:assert";
import { NotReadyError } from "../../../../../lab/plugins/kubernetes/await";

/** Resolves when the condition holds, looked at after every turn of the event loop; fails after five seconds. */
export async function eventually(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 5_000;
  while (!holds()) {
    assert.ok(Date.now() < limit, "did not come about within five seconds");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How often the event loop may turn until a wait that has nothing to wait for has ended: no clock, as machines may be busy. */
const TURNS = 10;

/** What a promise gives that waits for no timer; fails when it has not ended after a few turns of the event loop. */
export async function atOnce<T>(promise: Promise<T>): Promise<T> {
  const ended = { yet: false };
  const note = (): void => void (ended.yet = true);
  promise.then(note, note);
  for (let turn = 0; turn < TURNS && !ended.yet; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(ended.yet, `did not end within ${TURNS} turns of the event loop`);
  return promise;
}

/** The NotReadyError that the wait must end with. */
export async function failure(wait: Promise<unknown>): Promise<NotReadyError> {
  const error: unknown = await wait.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof NotReadyError, String(error));
  return error;
}
