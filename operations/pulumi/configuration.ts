import { execFile } from "node:child_process";
import { readFileSync, writeFileSync, renameSync } from "node:fs";

import type { SystemName } from "../../systems/registry";
import { OperationError } from "../errors";
import { pulumiFailure } from "./failure";
import { keepLayout } from "./layout";
import type { StackSession } from "./stack";
import { isDeployment, updateName } from "./update-name";
import { differingKeys, normalise, type Values } from "./values";

/** One value to set: a path as `pulumi config set --path` reads it, such as `mllp:images.server.digest`. */
export interface Setting {
  readonly path: string;
  readonly value: string;
  /** Stored encrypted. Default: false. */
  readonly secret?: boolean;
  /** Text even where it looks like a number, as the tag 2024 does. Default: Pulumi decides. */
  readonly isText?: boolean;
}

/** A change of a stack file that can be taken back. */
export interface ConfigurationChange {
  /** Puts the file back, byte for byte. */
  readonly undo: () => void;
}

/** Where the stack's configuration stands. */
export function stackFile({ context, name }: StackSession): string {
  return context.stackFile(name);
}

/**
 * Changes the stack file through Pulumi; comments and blank lines stay. A change that fails half-way is undone.
 *
 * @param remove paths to take out first. Default: none
 * @throws OperationError
 */
export async function configure(
  session: StackSession,
  settings: readonly Setting[],
  remove: readonly string[] = [],
): Promise<ConfigurationChange> {
  const file = stackFile(session);
  await session.context.locks.hold(file);
  const before = readFileSync(file, "utf8");
  const undo = (): void => {
    write(file, before);
    session.reread();
  };
  try {
    for (const path of remove) await session.api.removeConfig(path, true);
    const plain = settings.filter(({ secret, isText }) => secret !== true && isText !== true);
    if (plain.length > 0) {
      await session.api.setAllConfig(Object.fromEntries(plain.map(({ path, value }) => [path, { value }])), true);
    }
    for (const { path, value, secret, isText } of settings) {
      if (secret === true) await setAs(session, "--secret", path, value);
      else if (isText === true) await setAs(session, "--type=string", path, value);
    }
  } catch (error) {
    undo();
    throw pulumiFailure(error, `changing ${file}`);
  }
  const written = readFileSync(file, "utf8");
  const after = written === before ? before : keepLayout(before, written);
  if (after !== written) write(file, after);
  session.reread();
  return { undo };
}

/** A file that is renamed into place is never half-written. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

/**
 * Stores a value through the CLI's standard input, because everybody on the machine can read command lines, and a secret is
 * none of theirs.
 * @throws CommandError-like errors of the CLI, without the value
 */
async function setAs(
  { api, context, name }: StackSession,
  kind: "--secret" | "--type=string",
  key: string,
  value: string,
): Promise<void> {
  const { pulumiCommand, envVars } = api.workspace;
  const args = ["config", "set", "--stack", name, kind, "--path", key, "--non-interactive"];
  const child = execFile(pulumiCommand.command, args, { cwd: context.cwd, env: { ...process.env, ...envVars } });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  // A CLI that ended before it read says why itself.
  child.stdin?.on("error", () => undefined).end(value);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code !== 0) throw new OperationError("failed", `Setting ${key} failed.\n${said.trim()}`);
}

/**
 * Makes sure that the stack file says what was last deployed: a command that changes one value must not deploy the
 * unfinished work of somebody else with it. A stack that was never deployed passes.
 *
 * @param except paths that may differ, such as `appointment:services.booking.canary`: the command's own. Default: none
 * @throws OperationError `refused` with the keys that differ; values are not shown, they may be secret
 */
export async function requireDeployed(session: StackSession, except: readonly string[] = []): Promise<void> {
  const [current, deployed] = await Promise.all([values(session), lastDeployed(session)]);
  requireSame(session.name, current, deployed, except);
}

/**
 * {@link requireDeployed} for an update of one system, whose own keys may differ: Pulumi would record the whole stack file
 * as deployed, and nobody would notice afterwards that the rest of it is not.
 *
 * @throws OperationError `refused`
 */
export async function requireDeployedElsewhere(session: StackSession, system: SystemName): Promise<void> {
  const [current, deployed] = await Promise.all([values(session), lastDeployed(session)]);
  const keys = [...Object.keys(current), ...Object.keys(deployed?.values ?? {})];
  requireSame(
    session.name,
    current,
    deployed,
    keys.filter((key) => key.startsWith(`${system}:`)),
  );
}

/** {@link requireDeployed} for who has read both already. @throws OperationError `refused` */
export function requireSame(
  name: string,
  current: Values,
  deployed: Deployed | undefined,
  except: readonly string[] = [],
): void {
  if (deployed === undefined) return;
  const differing = differingKeys(current, deployed.values, except);
  if (differing.length === 0) return;
  throw new OperationError(
    "refused",
    `Pulumi.${name}.yaml differs from what was deployed last (update ${deployed.name}) in: ${differing.join(", ")}. Nothing was changed.`,
    [
      `Deploy that first (bulwark deploy ${name}), or take it back (git diff Pulumi.${name}.yaml; git restore Pulumi.${name}.yaml).`,
    ],
  );
}

/** The configuration as the stack file has it now. @throws OperationError */
export async function values(session: StackSession): Promise<Values> {
  try {
    return normalise(await session.config());
  } catch (error) {
    throw pulumiFailure(error, "reading the configuration");
  }
}

/** The configuration of an update that succeeded. */
export interface Deployed {
  /** As {@link updateName} calls it. */
  readonly name: string;
  readonly values: Values;
  /** Why, as it was said at the update. */
  readonly message: string;
  readonly startTime: Date;
}

/** The configuration of the last update that succeeded. @throws OperationError */
export async function lastDeployed(session: StackSession): Promise<Deployed | undefined> {
  return (await deployments(session))[0];
}

/** The updates that succeeded, the latest first, as far as the history's last 50 entries go. @throws OperationError */
export async function deployments({ api }: StackSession): Promise<readonly Deployed[]> {
  try {
    return (await api.history(50, 1, true)).filter(isDeployment).map((update) => ({
      name: updateName(update),
      values: normalise(update.config),
      message: update.message,
      startTime: update.startTime,
    }));
  } catch (error) {
    throw pulumiFailure(error, "reading the history");
  }
}
