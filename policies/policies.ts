/** All policies of the pack. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import { exemptionPolicies } from "./rules/exemption-policies";
import type { PackContext } from "./rules/judged";
import { namespacePolicy } from "./rules/namespace-policy";
import { podPolicies } from "./rules/pod-policies";

/** Builds the policies for one run of the pack. */
export function policies(context: PackContext): (ResourceValidationPolicy | StackValidationPolicy)[] {
  return [...podPolicies(context), namespacePolicy, ...exemptionPolicies(context)];
}
