import type { StackSession } from "../pulumi/stack";
import { updateName } from "../pulumi/update-name";
import type { Check } from "./check";

interface State {
  readonly pending_operations?: readonly unknown[];
}

/** What Pulumi keeps of the stack: whether its secrets open, and whether its last update ended. */
export async function stackChecks(session: StackSession): Promise<readonly Check[]> {
  const { name, api } = session;
  const { url = "unknown", user } = await api.workspace.whoAmI();
  const state = (await api.exportStack()).deployment as State;
  const pending = state.pending_operations?.length ?? 0;
  const last = await api.info();
  // Reading all values opens the secrets, or fails with the passphrase's own message.
  const values = Object.keys(await session.config()).length;
  return [
    { name: "State back end", status: "ok", found: `${url}, as ${user}`, neededBy: [] },
    { name: `Stack ${name}`, status: "ok", found: `${values} configuration keys, secrets open`, neededBy: [] },
    {
      name: "Last update",
      status: last === undefined || last.result === "succeeded" ? "ok" : "advice",
      found:
        last === undefined
          ? "never updated"
          : `${last.kind} ${updateName(last)}, ${last.result}, ended ${last.endTime.toISOString()}`,
      neededBy: [],
      remedy: `Look what is left to do: bulwark preview ${name}`,
    },
    {
      name: "Pending operations",
      status: pending === 0 ? "ok" : "advice",
      found: pending === 0 ? "none" : `${pending}, of an update that was killed`,
      neededBy: [],
      remedy: "docs/state.md says how to clear them.",
    },
  ];
}
