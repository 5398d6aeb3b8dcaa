/** The stack's resources with the options that decide what happens to them. */
import { isObject, objectPath } from "./objects";
import type { Registration, ResourceOptions } from "./registration";

/** `inventory.txt`: every URN, sorted, with the file of its object, its parent and its options, one per line. */
export function renderInventory(registrations: readonly Registration[]): string {
  return registrations.map(describe).join("");
}

function describe(registration: Registration): string {
  const { urn, parent, read, inputs, options } = registration;
  const lines = [
    ...(isObject(registration) ? [`object: ${objectPath(registration)}`] : []),
    ...(read ? [`read: ${String(inputs["id"])}`] : []),
    ...(parent === "" ? [] : [`parent: ${short(parent)}`]),
    ...describeOptions(options),
  ];
  return [urn, ...lines.map((line) => `  ${line}`)].join("\n") + "\n";
}

function describeOptions(options: ResourceOptions): string[] {
  const { provider, dependsOn, customTimeouts, ...rest } = options;
  const flags = Object.entries(rest).map(([key, value]) => (value === true ? key : `${key}: ${list(value)}`));
  const timeouts = Object.entries(customTimeouts ?? {}).map(([operation, time]) => `${operation} ${time}`);
  return [
    ...flags.sort(),
    ...(timeouts.length > 0 ? [`customTimeouts: ${timeouts.join(", ")}`] : []),
    ...(provider ? [`provider: ${short(provider)}`] : []),
    ...(dependsOn ?? []).map((urn) => `after: ${short(urn)}`),
  ];
}

function list(value: readonly string[] | string): string {
  return typeof value === "string" ? value : value.join(", ");
}

/** Stack and project are the same in every URN of an inventory. */
function short(urn: string): string {
  return urn.split("::").slice(2).join("::");
}
