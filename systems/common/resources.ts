import type { Resources } from "../../components/builders/pod-settings";
import { group, text } from "../../config/fields";
import {
  compareQuantities,
  parseQuantity,
  quantityFormat,
  type ByteQuantity,
  type CpuQuantity,
} from "../../config/primitives/quantity";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";

type TextKey = ReturnType<typeof text>;
type Compute = ReturnType<typeof group<{ cpu: TextKey; memory: TextKey }>>;

/** Resources as they stand in the stack file. */
export interface ResourceValues {
  readonly requests?: { readonly cpu?: string | undefined; readonly memory?: string | undefined } | undefined;
  readonly limits?: { readonly cpu?: string | undefined; readonly memory?: string | undefined } | undefined;
}

const quantity = (description: string, example: string): TextKey =>
  text({ description, format: { ...quantityFormat, examples: [example] }, parse: parseQuantity });

const compute = (what: "Requests" | "Limits", container: string, figures?: LimitedResources): Compute => {
  const { cpu = "the environment's", memory = "the environment's" } =
    figures?.[what === "Requests" ? "requests" : "limits"] ?? {};
  return group(`${what} of ${container}.`, {
    cpu: quantity(`CPU ${what.toLowerCase()} of ${container}. Default: ${cpu}.`, "250m"),
    memory: quantity(`Memory ${what.toLowerCase()} of ${container}. Default: ${memory}.`, "128Mi"),
  });
};

/**
 * Keys that override the requests and limits of one container, such as `resources.limits.memory`.
 * @param figures the defaults, where they are the same in every environment.
 */
export function resourceKeys(
  container = "the container",
  figures?: LimitedResources,
): ReturnType<typeof group<{ requests: Compute; limits: Compute }>> {
  return group(`Compute resources of ${container}.`, {
    requests: compute("Requests", container, figures),
    limits: compute("Limits", container, figures),
  });
}

/** Resources with a CPU limit, as every system but the appointment platform has them. */
export type LimitedResources = Resources & { readonly limits: { readonly cpu: CpuQuantity } };

/**
 * Lays overrides over the environment's resources. A request above its limit is reported where the stack says it.
 * @param path where the keys stand in the namespace, such as `resources` or `database.resources`.
 */
export function resolveResources(
  scope: Scope,
  path: string,
  base: LimitedResources,
  given: ResourceValues | undefined,
): LimitedResources {
  const requests = {
    cpu: (given?.requests?.cpu ?? base.requests.cpu) as CpuQuantity,
    memory: (given?.requests?.memory ?? base.requests.memory) as ByteQuantity,
  };
  const limits = {
    cpu: (given?.limits?.cpu ?? base.limits.cpu) as CpuQuantity,
    memory: (given?.limits?.memory ?? base.limits.memory) as ByteQuantity,
  };
  for (const resource of ["cpu", "memory"] as const) {
    if (compareQuantities(requests[resource], limits[resource]) > 0) {
      const isLimit = given?.requests?.[resource] === undefined;
      const key = `${scope.namespace}:${path}.${isLimit ? "limits" : "requests"}.${resource}`;
      const [wrong, bound] = isLimit ? [limits, requests] : [requests, limits];
      scope.report({
        key,
        given: wrong[resource],
        allowed: isLimit ? `at least the request, ${bound[resource]}` : `at most the limit, ${bound[resource]}`,
        remedy: [setCommand(scope.stack, key, bound[resource])],
      });
    }
  }
  return { requests, limits };
}
