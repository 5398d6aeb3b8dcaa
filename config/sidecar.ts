import { group, text } from "./fields";
import { compareQuantities, parseQuantity, quantityFormat } from "./primitives/quantity";
import type { ByteQuantity, CpuQuantity } from "./primitives/quantity";
import { setCommand, type Problem } from "./problem";

/** What the mesh gives each sidecar that it adds to a pod. */
export interface SidecarResources {
  readonly requests: { readonly cpu: CpuQuantity; readonly memory: ByteQuantity };
  readonly limits: { readonly cpu: CpuQuantity; readonly memory: ByteQuantity };
}

/** Istio's own figures (Istio, Helm chart istiod: global.proxy.resources). */
const figures: SidecarResources = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "2", memory: "1Gi" },
};

type TextKey = ReturnType<typeof text>;
type Compute = ReturnType<typeof group<{ cpu: TextKey; memory: TextKey }>>;

const quantity = (description: string, example: string): TextKey =>
  text({ description, format: { ...quantityFormat, examples: [example] }, parse: parseQuantity });

const compute = (kind: keyof SidecarResources): Compute => {
  const { cpu, memory } = figures[kind];
  return group(`${kind === "requests" ? "Requests" : "Limits"} of a sidecar.`, {
    cpu: quantity(`CPU ${kind} of a sidecar. Default: ${cpu}.`, cpu),
    memory: quantity(`Memory ${kind} of a sidecar. Default: ${memory}.`, memory),
  });
};

/** The group `bulwark:sidecarResources`. */
export function sidecarKeys(): ReturnType<typeof group<{ requests: Compute; limits: Compute }>> {
  return group(
    "What the mesh gives each sidecar that it adds to a pod, for the quotas of namespaces in the mesh, which count it (G-41). It tells the mesh nothing.",
    { requests: compute("requests"), limits: compute("limits") },
  );
}

/** Their values as they stand in the stack file. */
export interface SidecarValues {
  readonly requests?: { readonly cpu?: string | undefined; readonly memory?: string | undefined } | undefined;
  readonly limits?: { readonly cpu?: string | undefined; readonly memory?: string | undefined } | undefined;
}

/** Lays them over Istio's figures. Reports a request above its limit, where the stack says it. */
export function resolveSidecar(
  stack: string,
  { requests = {}, limits = {} }: SidecarValues,
  report: (problem: Problem) => void,
): SidecarResources {
  for (const resource of ["cpu", "memory"] as const) {
    const request = requests[resource] ?? figures.requests[resource];
    const limit = limits[resource] ?? figures.limits[resource];
    if (compareQuantities(request, limit) <= 0) continue;
    const isRequest = requests[resource] !== undefined;
    const key = `bulwark:sidecarResources.${isRequest ? "requests" : "limits"}.${resource}`;
    report({
      key,
      given: isRequest ? request : limit,
      allowed: isRequest ? `at most the limit, ${limit}` : `at least the request, ${request}`,
      remedy: [setCommand(stack, key, isRequest ? limit : request)],
    });
  }
  const merged = (
    kind: "requests" | "limits",
    given: NonNullable<SidecarValues["limits"]>,
  ): SidecarResources["limits"] => ({
    cpu: (given.cpu ?? figures[kind].cpu) as CpuQuantity,
    memory: (given.memory ?? figures[kind].memory) as ByteQuantity,
  });
  return { requests: merged("requests", requests), limits: merged("limits", limits) };
}
