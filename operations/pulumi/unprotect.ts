import type { SystemName } from "../../systems/registry";
import { systemOf } from "../systems";
import { pulumiFailure } from "./failure";
import type { StackSession } from "./stack";

interface Deployment {
  readonly resources?: readonly { readonly urn: string; readonly protect?: boolean }[];
}

/** URNs of what Pulumi refuses to delete, of one system or of all; keys that open data are among them. @throws OperationError */
export async function guardedResources(session: StackSession, system?: SystemName): Promise<readonly string[]> {
  const { resources = [] } = (await exported(session)).deployment as Deployment;
  return resources
    .filter(({ urn, protect }) => protect === true && (system === undefined || systemOf(urn) === system))
    .map(({ urn }) => urn);
}

/** Takes the protection of resources away in the state, as `pulumi state unprotect` does. @throws OperationError */
export async function unprotect(session: StackSession, urns: readonly string[]): Promise<void> {
  if (urns.length === 0) return;
  const chosen = new Set(urns);
  const state = await exported(session);
  const deployment = state.deployment as Deployment;
  const resources = (deployment.resources ?? []).map((resource) =>
    chosen.has(resource.urn) ? { ...resource, protect: false } : resource,
  );
  try {
    await session.api.importStack({ ...state, deployment: { ...deployment, resources } });
  } catch (error) {
    throw pulumiFailure(error, "taking the protection away");
  }
}

async function exported({ api }: StackSession): Promise<Awaited<ReturnType<StackSession["api"]["exportStack"]>>> {
  try {
    return await api.exportStack();
  } catch (error) {
    throw pulumiFailure(error, "reading the state");
  }
}
