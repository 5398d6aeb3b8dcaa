import { compareQuantities, parseQuantity } from "../../config/primitives/quantity";
import { ArgumentError, at } from "../argument-error";
import type { Resources } from "./pod-settings";

/** Compute resources as a container takes them. */
export interface ResourceFields {
  requests: { cpu: string; memory: string };
  limits: { cpu?: string; memory: string };
}

/**
 * Requests and limits; without a CPU limit when an exemption stands in its place.
 * @throws ArgumentError for a value that is no quantity or zero, and for a request above its limit.
 */
export function resourceFields(path: string, { requests, limits }: Resources): ResourceFields {
  const cpuLimit = typeof limits.cpu === "string" ? limits.cpu : undefined;
  const amounts = { cpu: [requests.cpu, cpuLimit], memory: [requests.memory, limits.memory] } as const;
  for (const [resource, [request, limit]] of Object.entries(amounts)) {
    positive(`${path}.requests.${resource}`, request);
    if (limit === undefined) continue;
    positive(`${path}.limits.${resource}`, limit);
    if (compareQuantities(request, limit) > 0) {
      throw new ArgumentError(
        `${path}.requests.${resource}`,
        `"${request}"`,
        `at most the limit "${limit}"`,
        "lower the request or raise the limit",
      );
    }
  }
  return {
    requests: { ...requests },
    limits: { ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }), memory: limits.memory },
  };
}

function positive(path: string, quantity: string): void {
  if (at(path, () => parseQuantity(quantity)).nano === 0n) {
    throw new ArgumentError(path, `"${quantity}"`, "more than 0", "a request or limit of nothing protects nobody");
  }
}
