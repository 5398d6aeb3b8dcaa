/** What the tests of the waits share: waiting for what must come about, and for the failure of a wait. */
import { strict as assert } from "node:assert";
import { NotReadyError } from "../../../../../lab/plugins/kubernetes/await";

/** Resolves when the condition holds, looked at after every turn of the event loop; fails after two seconds. */
export async function eventually(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 2_000;
  while (!holds()) {
    assert.ok(Date.now() < limit, "did not come about within two seconds");
    await new Promise((resolve) => setImmediate(resolve));
  }
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
