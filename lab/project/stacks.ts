/** Stacks in the lab's own back end: made once, unlocked after a crash, with throw-away secrets. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { LabError } from "../errors";
import type { LabProject } from "./lab";
import { runPulumi } from "./pulumi";
import { stackFile } from "./stack-files";
import { missingSecrets } from "./secrets";

const projectName = "bulwark";

/** The file that holds the state of a stack. */
export function stateFile(project: LabProject, stack: string): string {
  return join(project.state, ".pulumi/stacks", projectName, `${stack}.json`);
}

/** True when the back end holds a state of the stack. */
export function stackExists(project: LabProject, stack: string): boolean {
  return existsSync(stateFile(project, stack));
}

/**
 * Makes the stack in the lab's back end if it is not there, and gives it the secrets that its file lacks.
 *
 * @throws LabError when Pulumi refuses, with Pulumi's own words
 */
export async function ensureStack(project: LabProject, stack: string): Promise<void> {
  if (!stackExists(project, stack))
    await succeed(project, ["stack", "init", stack, "--no-select", "--non-interactive"]);
  const missing = await missingSecrets(stackFile(project.folder, stack), stack);
  if (missing.length === 0) return;
  const values = missing.flatMap(({ key, value }) => ["--secret", `${key}=${value}`]);
  await succeed(project, ["config", "set-all", "--stack", stack, "--non-interactive", ...values]);
}

async function succeed(project: LabProject, args: readonly string[]): Promise<void> {
  const ended = await runPulumi(project, args);
  if (ended.code === 0) return;
  if (/incorrect passphrase|passphrase must be set/i.test(ended.stderr)) throw wrongPassphrase(project);
  throw new LabError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${ended.stderr.trim() || ended.stdout.trim()}`, {
    remedy: `look at the message; "npm run lab -- down ${project.name}" starts the lab afresh.`,
  });
}

/** The error for a state that the lab's passphrase does not open. */
export function wrongPassphrase(project: LabProject): LabError {
  return new LabError(
    `the passphrase in ${project.passphraseFile} does not open the secrets of this lab's stacks; it was made with another one.`,
    {
      remedy: `put the former passphrase back, or "npm run lab -- down ${project.name}" to throw this lab away and start afresh.`,
    },
  );
}

interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Gives back the locks of a stack whose holders are dead, which is what a killed `pulumi up` leaves behind.
 *
 * @throws LabError when a living process holds the stack
 */
export async function releaseStaleLock(project: LabProject, stack: string): Promise<void> {
  const folder = join(project.state, ".pulumi/locks/organization", projectName, stack);
  if (!existsSync(folder)) return;
  const locks = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Lock);
  const holder = locks.find((lock) => lock.hostname !== hostname() || isAlive(lock.pid));
  if (holder) {
    throw new LabError(`stack ${stack} is being worked on by process ${holder.pid} on ${holder.hostname}.`, {
      remedy: "wait until it has ended, or end it.",
    });
  }
  if (locks.length > 0) await runPulumi(project, ["cancel", stack, "--yes", "--non-interactive"]);
}

/** The part of a state file that tells of operations whose end Pulumi did not live to see. */
interface State {
  readonly checkpoint: { readonly latest?: { readonly pending_operations?: readonly PendingOperation[] } };
}

interface PendingOperation {
  readonly type: string;
  readonly resource: {
    readonly urn: string;
    readonly type: string;
    readonly inputs?: { readonly metadata?: { readonly name?: string; readonly namespace?: string } };
  };
}

/**
 * Settles what a killed update leaves in the state besides its lock: creations whose end is unknown. The next update would
 * create those objects again and be told that they exist, so those that were really made are imported and the others
 * forgotten, by Pulumi's own means.
 *
 * @throws LabError when Pulumi refuses, with Pulumi's own words
 */
export async function settlePendingCreates(project: LabProject, stack: string): Promise<void> {
  const { checkpoint } = JSON.parse(readFileSync(stateFile(project, stack), "utf8")) as State;
  const pending = checkpoint.latest?.pending_operations ?? [];
  if (pending.length === 0) return;
  const imports = pending.flatMap(importArguments);
  const consent = ["--yes", "--skip-preview", "--non-interactive"];
  await succeed(project, ["refresh", "--stack", stack, ...consent, ...imports, "--clear-pending-creates"]);
}

/** An object that was not made after all is dropped again by the refresh that follows the import. */
function importArguments({ type, resource }: PendingOperation): string[] {
  const { name, namespace } = resource.inputs?.metadata ?? {};
  if (type !== "creating" || !resource.type.startsWith("kubernetes:") || name === undefined) return [];
  const id = namespace === undefined ? name : `${namespace}/${name}`;
  return [resource.urn, id].flatMap((value) => ["--import-pending-creates", value]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
