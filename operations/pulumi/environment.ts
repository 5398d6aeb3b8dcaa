import { pullRequestOf } from "../../config/preview";
import { isEnvironment, type Environment } from "../../config/primitives/environment";
import { pulumiFailure } from "./failure";
import type { StackSession } from "./stack";

/** Whose figures a stack takes, as the program decides it; undefined where its configuration does not tell. */
export async function environmentOf(session: StackSession): Promise<Environment | undefined> {
  try {
    const written = (await session.config())["bulwark:environment"]?.value;
    const found = written ?? (pullRequestOf(session.name) === undefined ? session.name : "preview");
    return isEnvironment(found) ? found : undefined;
  } catch (error) {
    throw pulumiFailure(error, "reading the configuration");
  }
}
