import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { promisify } from "node:util";

import { parse } from "dotenv";

import { nearest } from "../../config/nearest";
import { OperationError } from "../errors";
import { secretsOf } from "./keys";

/** What an env file says. Values are secret: they go nowhere but into the stack file, encrypted. */
export interface EnvFile {
  /** Secret of the system → its value. */
  readonly known: Readonly<Record<string, string>>;
  /** Variables that are no secrets of the system, each with the nearest that are. */
  readonly unknown: readonly { readonly variable: string; readonly nearest: readonly string[] }[];
}

/** The variable of a secret: `databaseUrl` is DATABASE_URL. */
export function variableOf(secret: string): string {
  return secret.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, "_").toUpperCase();
}

/**
 * Sorts the variables of an env file into the secrets of a system and the rest.
 * @throws OperationError `usage` for a file without any secret of the system, or with an empty one
 */
export function readEnv(system: string, text: string): EnvFile {
  const variables = new Map(
    secretsOf(system)
      .filter(({ isConfigurable }) => isConfigurable)
      .map(({ name }) => [variableOf(name), name]),
  );
  const names = [...variables.keys()];
  const known: Record<string, string> = {};
  const unknown: EnvFile["unknown"][number][] = [];
  for (const [variable, value] of Object.entries(parse(text))) {
    const secret = variables.get(variable);
    if (secret === undefined) unknown.push({ variable, nearest: nearest(variable, names) });
    else if (value === "") throw new OperationError("usage", `${variable} is empty; nothing was changed.`);
    else known[secret] = value;
  }
  if (Object.keys(known).length > 0) return { known, unknown };
  throw new OperationError(
    "usage",
    `The file holds no secret of ${system}; nothing was changed. Those that can be set: ${names.length === 0 ? "none" : names.join(", ")}.`,
    unknown.map(unknownText),
  );
}

/** One line for a variable that is no secret of the system. */
export function unknownText({ variable, nearest: near }: EnvFile["unknown"][number]): string {
  return `${variable} is no secret of the system${near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`}`;
}

/**
 * Reads a file that holds secrets.
 * @throws OperationError `usage` when it cannot be read, `refused` when git tracks it: the secrets are then in its history
 */
export async function readSecretFile(path: string): Promise<string> {
  const file = resolve(path);
  if (await isTracked(file)) {
    throw new OperationError("refused", `${path} is tracked by git: what is secret in it is in the history already.`, [
      `Take it out (git rm --cached ${path}), ignore it, and make new secrets: those in it have been seen.`,
    ]);
  }
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new OperationError("usage", `${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Outside of a work tree, and without git, nothing is tracked. */
async function isTracked(file: string): Promise<boolean> {
  try {
    await promisify(execFile)("git", ["-C", dirname(file), "ls-files", "--error-unmatch", "--", basename(file)]);
    return true;
  } catch {
    return false;
  }
}
