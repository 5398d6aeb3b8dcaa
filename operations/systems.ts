import type { SystemName } from "../systems/registry";
import { OperationError } from "./errors";

/** Where a system is in the stack: its component, and what its namespaces' names begin with. */
interface Place {
  readonly component: string;
  readonly namespaces: string;
}

const places: Readonly<Record<SystemName, Place>> = {
  mllp: { component: "MllpServer", namespaces: "healthcare-" },
  healthcare: { component: "Healthcare", namespaces: "healthcare-" },
  smedrec: { component: "AuditServer", namespaces: "smedrec-audit" },
  appointment: { component: "AppointmentPlatform", namespaces: "appointment-" },
  bitvault: { component: "Bitvault", namespaces: "bitvault-" },
};

/** The names of all systems, without loading any. */
export const systemNames = Object.keys(places) as readonly SystemName[];

/** @throws OperationError `usage` for a name that no system has */
export function requireSystem(name: string): SystemName {
  const found = systemNames.find((system) => system === name);
  if (found !== undefined) return found;
  throw new OperationError("usage", `There is no system "${name}". Systems: ${systemNames.join(", ")}.`);
}

/**
 * URN patterns by which Pulumi works on one system alone: its component with everything under it, the namespaces that it
 * stands in, and what the stack has once (provider and preflight). Nothing depends on a system, so nothing else follows.
 */
export function targetsOf(system: SystemName): readonly string[] {
  const { component, namespaces } = places[system];
  return [
    "**::pulumi:providers:kubernetes::cluster",
    "**::bulwark:systems:Preflight**",
    `**::bulwark:components:SecureNamespace**::${namespaces}**`,
    // The component, what is under it, and its relatives of the same beginning, such as BitvaultSystemNamespace.
    `**::bulwark:systems:${component}**`,
  ];
}

/** The system to which the top-level component of a URN belongs; undefined for what the stack shares. */
export function systemOf(urn: string): SystemName | undefined {
  return systemNames.find((name) => urn.includes(`::bulwark:systems:${places[name].component}`));
}
