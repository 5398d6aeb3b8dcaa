import * as pulumi from "@pulumi/pulumi";

import { UserError } from "../../config/primitives/user-error";
import type { MllpValues } from "./resolve";
import { twoUpdates, type Scaling } from "./scaling";
import { names } from "./values";

/** What the stack's state keeps of the system from one update to the next. */
export interface Remembered {
  /** Name of the autoscaler; absent: there is none. */
  readonly autoscaler?: string;
}

/** What this update leaves for the next one to know. */
export function remember({ autoscaler }: Scaling): { autoscaler?: string } {
  return autoscaler === undefined ? {} : { autoscaler: names.server };
}

/**
 * Hooks that stop an update, and its preview, which would bring the volume while the last one left an autoscaler (W-21):
 * the engine deletes last, so the autoscaler would raise the count of pods that cannot share the volume.
 *
 * They belong to the component, not to the Deployment: a component is updated before its first child, so nothing of the
 * system is touched (Pulumi, Resource options: hooks). Without a volume there is nothing to compare, and no hook.
 */
export function persistenceHooks({ persistence }: Pick<MllpValues, "persistence">): pulumi.ResourceHookBinding {
  if (persistence === undefined) {
    return {};
  }
  const stack = pulumi.getStack();
  const hook = new pulumi.ResourceHook(
    "mllp-persistence",
    ({ oldInputs }) => {
      refuseBesideAutoscaler(stack, (oldInputs ?? {}) as Remembered);
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}

/** @throws UserError when the last update left an autoscaler. */
export function refuseBesideAutoscaler(stack: string, { autoscaler }: Remembered): void {
  if (autoscaler === undefined) {
    return;
  }
  const remedy = twoUpdates(stack, "mllp").map((line, nth) => `   ${nth === 0 ? "remedy: " : "        "} ${line}`);
  throw new UserError(
    [
      `The configuration of stack "${stack}" (Pulumi.${stack}.yaml) asks for two steps at once; nothing of the MLLP system was changed.`,
      "",
      "mllp:persistence.enabled",
      `   given:   true, while the autoscaler ${autoscaler} of the last update is still there`,
      "   allowed: true once an update has taken the autoscaler away: it would go last and meanwhile raise the count of pods that cannot share the volume (C-03)",
      ...remedy,
      "",
    ].join("\n"),
  );
}
