/** Every rule of the pack. */
import { podSecurityLabels } from "./namespaces/pod-security-labels";
import { podRules } from "./pod-rules";
import type { ObjectRule, StackRule } from "./rule";

/** The rules about single objects, in the order in which they are judged and reported. */
export const objectRules: readonly ObjectRule[] = [...podRules, podSecurityLabels];

/** The rules across the objects of a stack. */
export const stackRules: readonly StackRule[] = [];
