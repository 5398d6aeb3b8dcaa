import type * as z from "zod";

import type { MigrationSettings } from "../../components/migration-job";
import { group, integer, list, textEntry } from "../../config/fields";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import { holdsCredential } from "./plain-text";
import { resolveResources, resourceKeys, type LimitedResources, type ResourceValues } from "./resources";

/** A migration before every roll-out of another image (G-59). */
export type MigrationValues = Pick<MigrationSettings, "command" | "retries" | "deadlineMinutes"> & {
  readonly resources: LimitedResources;
};

/** The keys of a migration as they stand in the stack file. */
export interface MigrationKeys {
  readonly command?: readonly string[] | undefined;
  readonly retries?: number | undefined;
  readonly deadlineMinutes?: number | undefined;
  readonly resources?: ResourceValues | undefined;
}

/** A migration is a single process that mostly waits for the database; the figures are ours. */
const figures: LimitedResources = {
  requests: { cpu: "100m", memory: "256Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
};

type Keys = {
  command: ReturnType<typeof list<z.ZodString>>;
  retries: ReturnType<typeof integer>;
  deadlineMinutes: ReturnType<typeof integer>;
  resources: ReturnType<typeof resourceKeys>;
};

/**
 * The group `migration`, off by default.
 * @param what whose database it is, such as `the server`.
 * @param example a command as the images have it.
 */
export function migrationKeys(what: string, example: readonly string[]): ReturnType<typeof group<Keys>> {
  return group(`A Job that brings the database of ${what} up to date before its pods are rolled (G-59).`, {
    command: list(
      `Program and arguments of the migration, in the image of ${what}; it may run again on a database that is up to date. Default: none, there is no migration.`,
      textEntry({
        description: "Program or argument.",
        format: { pattern: String.raw`^[^\0]+$`, description: "a text that is not empty", examples: [...example] },
      }),
      [...example],
    ),
    retries: integer({
      description: "How often a try that failed is repeated. Default: 2.",
      minimum: 0,
      maximum: 10,
      example: 0,
    }),
    deadlineMinutes: integer({
      description: "Minutes after which the migration is ended and counts as failed. Default: 10.",
      minimum: 1,
      maximum: 1440,
      example: 30,
    }),
    resources: resourceKeys(`the migration of ${what}`, figures),
  });
}

/**
 * The migration of a workload; absent where no command is given. Reports other keys without a command, an empty command, and
 * a credential in it, since it stands in plain view.
 * @param path where the group stands in the namespace. Default: migration.
 */
export function resolveMigration(
  scope: Scope,
  given: MigrationKeys | undefined,
  path = "migration",
): MigrationValues | undefined {
  // An empty group is what is left of a migration whose keys were removed one by one.
  if (given === undefined || !holdsValue(given)) return undefined;
  const { command, retries, deadlineMinutes } = given;
  const { stack, report } = scope;
  const key = `${scope.namespace}:${path}.command`;
  if (command === undefined || command.length === 0) {
    report({
      key,
      given: command === undefined ? "nothing, beside other keys of the migration" : "[]",
      allowed: "the program that migrates and its arguments",
      remedy: [setCommand(stack, `${key}[0]`, "node"), `or: ${removeCommand(stack, `${scope.namespace}:${path}`)}`],
    });
    return undefined;
  }
  command.forEach((argument, index) => {
    if (!holdsCredential(argument)) return;
    report({
      key: `${key}[${index}]`,
      given: "a certificate, a key or a connection string with a password",
      allowed: "what anybody may read (R-58); the migration gets the variables and secrets of the pods",
      remedy: [removeCommand(stack, `${key}[${index}]`), "and replace the credential: it has been in plain text"],
    });
  });
  return {
    command,
    ...(retries === undefined ? {} : { retries }),
    ...(deadlineMinutes === undefined ? {} : { deadlineMinutes }),
    resources: resolveResources(scope, `${path}.resources`, figures, given.resources),
  };
}

function holdsValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value !== undefined;
  return Object.values(value).some(holdsValue);
}
