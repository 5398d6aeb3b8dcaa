import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { values } from "../pulumi/configuration";
import type { StackSession } from "../pulumi/stack";
import { releaseOf } from "./state";

/**
 * Makes sure that no image is changed under a canary that is measured against it.
 * @throws OperationError `refused`
 */
export async function requireNoTrial(
  session: StackSession,
  system: SystemName,
  images: readonly string[],
): Promise<void> {
  if (system !== "appointment") return;
  const current = await values(session);
  const tried = images.find((service) => releaseOf(current, service).trial !== undefined);
  if (tried === undefined) return;
  throw new OperationError(
    "refused",
    `A canary of ${tried} is measured against its stable release, which would change. Nothing was changed.`,
    [`bulwark canary promote ${session.name} ${tried}`, `bulwark canary abort ${session.name} ${tried}`],
  );
}
