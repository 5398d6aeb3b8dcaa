import type { Capabilities, Capability } from "../../config/capabilities";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { BitvaultKeys } from "./schema";
import { defaultPhase, type Mtls } from "./values";

/** What each way needs of the cluster. */
const needed: Readonly<Record<Mtls, Capability>> = { mesh: "mesh", certManager: "certManager" };

/**
 * How the workloads prove to each other who they are (SPEC 1.5.5, R-29). Absent: they do not, as is allowed before P4
 * (C-45). Reports P4 without a way, the mesh before P4 (R-28, C-49), and a way that the cluster does not offer.
 */
export function resolveMtls(
  { stack, namespace, report }: Scope,
  capabilities: Capabilities,
  { phase = defaultPhase, mtls }: BitvaultKeys,
): Mtls | undefined {
  const key = `${namespace}:mtls`;
  const take = (way: Mtls): string => setCommand(stack, key, way);
  if (mtls === undefined) {
    if (phase === "P4") {
      const allowed = "mesh or certManager: from P4 on the services show each other who they are (R-29)";
      report({ key, given: "nothing in phase P4", allowed, remedy: [take("mesh"), `or: ${take("certManager")}`] });
    }
    return undefined;
  }
  if (mtls === "mesh" && phase !== "P4") {
    report({
      key,
      given: `mesh in phase ${phase}`,
      allowed: "certManager or nothing: BitVault joins a mesh from P4 on (R-28, C-49)",
      remedy: [setCommand(stack, `${namespace}:phase`, "P4"), `or: ${take("certManager")}`],
    });
  }
  const capability = needed[mtls];
  if (!capabilities[capability]) {
    const switchKey = `bulwark:capabilities.${capability}`;
    const isOptional = phase !== "P4";
    const other: Mtls = mtls === "mesh" ? "certManager" : "mesh";
    report({
      key,
      given: `${mtls}, and ${switchKey} is false`,
      allowed: `${isOptional ? "nothing" : other}: the cluster has nobody who would make the certificates (R-29)`,
      remedy: [isOptional ? removeCommand(stack, key) : take(other), `or: ${removeCommand(stack, switchKey)}`],
    });
  }
  return mtls;
}
