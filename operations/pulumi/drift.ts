import { EventLog } from "./events";
import { pulumiFailure } from "./failure";
import type { StackSession } from "./stack";

/** URNs of what differs in the cluster from what was deployed. What the program only reads is left out. @throws OperationError */
export async function driftOf(session: StackSession, targets: readonly string[]): Promise<readonly string[]> {
  const { api, context, name } = session;
  const log = new EventLog();
  try {
    const [read] = await Promise.all([
      resources(session),
      api.previewRefresh({
        signal: context.signal,
        onEvent: log.take,
        ...(targets.length === 0 ? {} : { target: [...targets] }),
      }),
    ]);
    const external = new Set(read.filter((resource) => resource.external === true).map(({ urn }) => urn));
    return log.changes.map(({ urn }) => urn).filter((urn) => !external.has(urn));
  } catch (error) {
    throw context.signal.aborted ? error : pulumiFailure(error, `looking for drift of stack ${name}`, log);
  }
}

/** URNs of operations whose end Pulumi did not live to see. @throws OperationError */
export async function pendingOperations({ api }: StackSession): Promise<readonly string[]> {
  const { pending_operations: pending } = (await exported(api)) as {
    pending_operations?: readonly { readonly resource: { readonly urn: string } }[] | null;
  };
  return (pending ?? []).map(({ resource }) => resource.urn);
}

async function resources({ api }: StackSession): Promise<readonly { urn: string; external?: boolean }[]> {
  const { resources: found } = (await exported(api)) as {
    resources?: readonly { urn: string; external?: boolean }[];
  };
  return found ?? [];
}

async function exported(api: StackSession["api"]): Promise<object> {
  try {
    return (await api.exportStack()).deployment as object;
  } catch (error) {
    throw pulumiFailure(error, "reading the state");
  }
}
