/** Takes over what a policy configuration says about the cluster and the organisation. */
import type { ResourceValidationPolicy } from "@pulumi/policy";

import { settingsCatalogue, settingsFrom } from "../judging/settings";
import type { PackContext } from "./context";

/**
 * The policy under whose name the settings stand in a policy configuration. It stands first in the pack, so that every
 * other policy judges by them, and never reports anything.
 */
export function settingsPolicy(context: PackContext): ResourceValidationPolicy {
  return {
    name: "settings",
    displayName: "Settings of the pack",
    description: "Carries the settings that the rules share; it judges nothing itself.",
    enforcementLevel: "advisory",
    severity: "low",
    tags: ["kubernetes", "settings"],
    configSchema: {
      properties: Object.fromEntries(
        Object.entries(settingsCatalogue).map(([name, { initial, description }]) => [
          name,
          { type: "array", items: { type: "string" }, default: [...initial], description },
        ]),
      ),
    },
    validateResource: (args) => {
      context.settings = settingsFrom(args.getConfig<Record<string, unknown>>());
    },
  };
}
