/** All policies of the pack. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import type { Context } from "./judging/judge";
import { PackContext } from "./pack/context";
import { exemptionPolicies } from "./pack/exemption-policies";
import { mendsKeptPolicy } from "./pack/mends-kept";
import { objectPolicies } from "./pack/object-policies";
import { settingsPolicy } from "./pack/settings-policy";
import { stackPolicies, unknownInStackPolicy } from "./pack/stack-policies";
import { unknownValuesPolicy } from "./pack/unknown-values";
import { objectRules, stackRules } from "./rules/all";

/** Builds the policies for one run of the pack. */
export function policies(given: Omit<Context, "settings">): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const context = new PackContext(given);
  return [
    settingsPolicy(context),
    ...objectRules.flatMap((rule) => objectPolicies(rule, context)),
    unknownValuesPolicy(objectRules, context),
    ...exemptionPolicies(objectRules, context),
    ...stackRules.flatMap((rule) => stackPolicies(rule, context)),
    unknownInStackPolicy(stackRules, context),
    mendsKeptPolicy(context),
  ];
}
