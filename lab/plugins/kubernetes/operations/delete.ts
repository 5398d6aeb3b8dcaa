/** Delete: the object, or a Patch resource's hold on its fields, and the wait until it is gone. */
import type { PropertyMap } from "../../shared/values";
import { NotReadyError, awaitDeleted } from "../await";
import { fieldManagerOf } from "../check/naming";
import { ApiError } from "../client/errors";
import { isPatchResource } from "../kinds/catalog";
import { isCustomResourceDefinition, textAt } from "../kinds/objects";
import { FIELD_MANAGER_KEY, parseCheckpoint } from "../state/checkpoint";
import { parseId } from "../state/ids";
import { annotationsOf, explain, isMissingKind, propagationOf, timeoutOf, type Call } from "./call";
import { refOfState } from "./refs";
import { relinquish } from "./relinquish";

/** What the engine hands over. */
export interface DeleteArguments {
  id: string;
  state: PropertyMap;
  /** Seconds of customTimeouts; 0: none. */
  timeout: number;
}

/** Deletes an object; one that is gone already, or whose CRD is, is fine. @throws Error when it is still there */
export async function remove(call: Call, { id, state, timeout }: DeleteArguments): Promise<void> {
  const { session, urn, signal } = call;
  const { inputs, live } = parseCheckpoint(state);
  if (!session.isReachable) {
    removeWithoutCluster(call);
    return;
  }
  const ref = refOfState(live, parseId(id).name);
  const fieldManager = fieldManagerOf(inputs, textAt(state, FIELD_MANAGER_KEY));
  try {
    if (isPatchResource(urn, ref.kind)) {
      await relinquish(session.client, ref, fieldManager, signal);
      return;
    }
    if (!(await session.client.delete(ref, propagationOf(inputs), signal))) return;
    const uid = textAt(live, "metadata", "uid");
    const gone = { ...ref, ...(uid === "" ? {} : { uid }), annotations: annotationsOf(inputs) };
    const report = (text: string): void => {
      session.status(text, urn);
    };
    await awaitDeleted(gone, { client: session.client, signal, ...timeoutOf(timeout), report });
    session.status("", urn);
    if (isCustomResourceDefinition(live)) session.forgetKinds();
  } catch (error) {
    if (isMissingKind(error)) return;
    throw deletionError(error, state, fieldManager);
  }
}

function deletionError(error: unknown, state: PropertyMap, fieldManager: string): unknown {
  if (error instanceof NotReadyError) {
    const reasons = error.reasons.map((reason) => `\n\t* ${reason}`).join("");
    return new Error(`${explain(error, state, fieldManager)}${reasons}`);
  }
  const required = error instanceof ApiError && error.causes.find(({ reason }) => reason === "FieldValueRequired");
  if (required) {
    return new Error(
      "this Patch resource is currently managing a required field, so it can't be deleted directly. Either set the " +
        `\`retainOnDelete\` resource option, or transfer ownership of the field before deleting: ${required.field ?? ""}`,
    );
  }
  return error instanceof ApiError ? new Error(explain(error, state, fieldManager)) : error;
}

function removeWithoutCluster({ session, urn }: Call): void {
  const { message } = session.unreachableError();
  if (session.settings.deleteUnreachable) {
    session.log("warning", message, urn);
    session.log(
      "info",
      "the `deleteUnreachable` option is enabled. Deleting the unreachable resource from Pulumi state",
      urn,
    );
    return;
  }
  throw new Error(
    `${message}. If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation ` +
      'with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
  );
}
