/** Whom the mesh admits to a workload, beside what NetworkPolicies let pass: AuthorizationPolicies in words. */
import * as z from "zod";
import type { Registration } from "../registration";
import type { Pod } from "./evaluator";
import { selects, type LabelSelector } from "./selector";

/** An AuthorizationPolicy of kind ALLOW. */
export interface MeshPolicy {
  readonly namespace: string;
  readonly pods: LabelSelector;
  readonly rules: readonly MeshRule[];
}

/** What one rule admits. */
export interface MeshRule {
  /** Identities, or namespaces whose identities count. Empty: anybody, with an identity or without. */
  readonly identities: readonly string[];
  readonly ports: readonly string[];
  /** Empty: all. */
  readonly paths: readonly string[];
}

const texts = z.array(z.string()).default([]);
const ruleSchema = z.strictObject({
  from: z.array(z.strictObject({ source: z.strictObject({ principals: texts, namespaces: texts }) })).default([]),
  to: z.array(z.strictObject({ operation: z.strictObject({ ports: texts, paths: texts }) })).default([]),
});
const policySchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.strictObject({
    selector: z
      .strictObject({ matchLabels: z.record(z.string(), z.string()).default({}) })
      .default({ matchLabels: {} }),
    action: z.literal("ALLOW").default("ALLOW"),
    rules: z.array(ruleSchema).default([]),
  }),
});

const AUTHORIZATION_POLICY = /^kubernetes:security\.istio\.io\/\w+:AuthorizationPolicy$/;

/**
 * The mesh's policies of a stack.
 * @throws Error that names the policy, for one that says more than this reads: what it does would be told wrongly
 */
export function meshPoliciesOf(registrations: readonly Registration[]): MeshPolicy[] {
  return registrations
    .filter(({ type, read }) => AUTHORIZATION_POLICY.test(type) && !read)
    .map(({ inputs, name }) => {
      const result = policySchema.safeParse(inputs);
      if (!result.success) throw new Error(`AuthorizationPolicy ${name}: ${z.prettifyError(result.error)}`);
      const { metadata, spec } = result.data;
      return { namespace: metadata.namespace, pods: spec.selector, rules: spec.rules.map(ruleOf) };
    });
}

/** What the mesh says of a pod, one sentence per rule; nothing for a pod that it does not guard. */
export function identityLines(policies: readonly MeshPolicy[], pod: Pod): string[] {
  const own = policies.filter(({ namespace, pods }) => namespace === pod.namespace && selects(pods, pod.labels));
  if (own.length === 0) return [];
  const rules = own.flatMap((policy) => policy.rules);
  return rules.length === 0 ? ["the mesh admits nobody"] : rules.map(describe);
}

function ruleOf({ from, to }: z.output<typeof ruleSchema>): MeshRule {
  return {
    identities: from.flatMap(({ source }) => [
      ...source.principals,
      ...source.namespaces.map((namespace) => `any identity of ${namespace}`),
    ]),
    ports: to.flatMap(({ operation }) => operation.ports),
    paths: to.flatMap(({ operation }) => operation.paths),
  };
}

function describe({ identities, ports, paths }: MeshRule): string {
  const whom = identities.length === 0 ? "anybody, also without an identity" : identities.join(", ");
  const where = ports.length === 0 ? "all ports" : `TCP ${ports.join(", ")}`;
  return `the mesh admits to ${where}${paths.length === 0 ? "" : ` at ${paths.join(", ")}`}: ${whom}`;
}
