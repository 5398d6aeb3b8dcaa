import { readFileSync, writeFileSync, renameSync } from "node:fs";
import { join } from "node:path";

import { createTwoFilesPatch } from "diff";

import { OperationError } from "../errors";
import { pulumiFailure } from "./failure";
import type { StackSession } from "./stack";

/** One value to set: a path as `pulumi config set --path` reads it, such as `mllp:images.server.digest`. */
export interface Setting {
  readonly path: string;
  readonly value: string;
  /** Stored encrypted. Default: false. */
  readonly secret?: boolean;
}

/** What was changed in a stack file. */
export interface ConfigurationChange {
  readonly file: string;
  /** Unified diff, secrets encrypted as they stand in the file; empty when nothing changed. */
  readonly diff: string;
  /** Puts the file back, byte for byte. */
  readonly undo: () => void;
}

/** Where the stack's configuration stands. */
export function stackFile({ context, name }: StackSession): string {
  return join(context.cwd, `Pulumi.${name}.yaml`);
}

/**
 * Changes the stack file through Pulumi, which keeps its comments. A change that fails half-way is undone.
 *
 * @param remove paths to take out. Default: none
 * @throws OperationError
 */
export async function configure(
  session: StackSession,
  settings: readonly Setting[],
  remove: readonly string[] = [],
): Promise<ConfigurationChange> {
  const file = stackFile(session);
  const before = readFileSync(file, "utf8");
  const undo = (): void => {
    // A file that is renamed into place is never half-written.
    writeFileSync(`${file}.tmp`, before);
    renameSync(`${file}.tmp`, file);
  };
  try {
    if (settings.length > 0) {
      const values = settings.map(({ path, value, secret = false }) => [path, { value, secret }] as const);
      await session.api.setAllConfig(Object.fromEntries(values), true);
    }
    for (const path of remove) await session.api.removeConfig(path, true);
  } catch (error) {
    undo();
    throw pulumiFailure(error, `changing ${file}`);
  }
  const after = readFileSync(file, "utf8");
  const name = `Pulumi.${session.name}.yaml`;
  return {
    file,
    undo,
    diff: after === before ? "" : createTwoFilesPatch(name, name, before, after, "", "", { context: 2 }),
  };
}

/**
 * Makes sure that the stack file says what was last deployed: a command that changes one value must not deploy the
 * unfinished work of somebody else with it. A stack that was never deployed passes.
 *
 * @throws OperationError `refused` with the keys that differ; values are not shown, they may be secret
 */
export async function requireDeployed(session: StackSession): Promise<void> {
  const [current, deployed] = await Promise.all([values(session), lastDeployed(session)]);
  if (deployed === undefined) return;
  const differing = [...new Set([...Object.keys(current), ...Object.keys(deployed.values)])]
    .filter((key) => current[key] !== deployed.values[key])
    .sort();
  if (differing.length === 0) return;
  const { name } = session;
  throw new OperationError(
    "refused",
    `Pulumi.${name}.yaml differs from what was deployed last (update ${deployed.version}) in: ${differing.join(", ")}. Nothing was changed.`,
    [
      `Deploy that first (bulwark deploy ${name}), or take it back (git diff Pulumi.${name}.yaml; git restore Pulumi.${name}.yaml).`,
    ],
  );
}

/** Text of every key, in one spelling for objects. */
type Values = Readonly<Record<string, string>>;

async function values({ api }: StackSession): Promise<Values> {
  try {
    return normalise(await api.getAllConfig());
  } catch (error) {
    throw pulumiFailure(error, "reading the configuration");
  }
}

/** The configuration of the last update that succeeded. */
export async function lastDeployed({
  api,
}: StackSession): Promise<{ readonly version: number; readonly values: Values } | undefined> {
  try {
    const last = (await api.history(25, 1, true)).find(
      ({ kind, result }) => kind === "update" && result === "succeeded",
    );
    return last === undefined ? undefined : { version: last.version, values: normalise(last.config) };
  } catch (error) {
    throw pulumiFailure(error, "reading the history");
  }
}

function normalise(config: Readonly<Record<string, { readonly value: string }>>): Values {
  return Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, spelling(value)]));
}

function spelling(value: string): string {
  if (!/^[[{]/u.test(value)) return value;
  try {
    return JSON.stringify(JSON.parse(value), (_, part: unknown) => sorted(part));
  } catch {
    return value;
  }
}

function sorted(part: unknown): unknown {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}
