import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";

/** Reports blocks of the API server that are missing where CloudNativePG runs a system's database (SPEC 1.8). */
export function checkApiServer({ stack, namespace, report }: Scope, apiServerCidrs: readonly string[]): void {
  if (apiServerCidrs.length > 0) return;
  report({
    key: "bulwark:apiServerCidrs",
    given: `nothing, while CloudNativePG runs the database of ${namespace}`,
    allowed: "the blocks of the API server, without which no instance starts (SPEC 1.8)",
    remedy: [
      "take the addresses from: kubectl get service,endpointslices --namespace default",
      setCommand(stack, "bulwark:apiServerCidrs[0]", "10.96.0.1/32"),
    ],
  });
}
