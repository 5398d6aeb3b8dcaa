/** Stacks in the lab's own back end: made once, unlocked after a crash, with throw-away secrets. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../../machine/errors";
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
 * Makes the stack in the lab's back end if it is not there, mends its state after a crash, and gives it the secrets that its
 * file lacks.
 *
 * @throws LabError when Pulumi refuses, with Pulumi's own words
 */
export async function ensureStack(project: LabProject, stack: string): Promise<void> {
  restoreState(project, stack);
  if (!stackExists(project, stack))
    await succeed(project, ["stack", "init", stack, "--no-select", "--non-interactive"]);
  const missing = await missingSecrets(project.root, stackFile(project.folder, stack), stack);
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

/**
 * Makes sure that the lab's passphrase opens the stack, before anything is shown or changed.
 *
 * @throws LabError when it does not
 */
export async function requirePassphrase(project: LabProject, stack: string): Promise<void> {
  // Pulumi looks at the passphrase only when it encrypts or decrypts; so a copy of the stack's file is given a secret.
  const scratch = mkdtempSync(join(tmpdir(), "bulwark-passphrase-"));
  try {
    const copy = join(scratch, "stack.yaml");
    copyFileSync(stackFile(project.folder, stack), copy);
    const probe = ["--secret", "lab:probe", "probe", "--config-file", copy];
    await succeed(project, ["config", "set", "--stack", stack, "--non-interactive", ...probe]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
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

/**
 * Puts the state before the last step back when a killed `pulumi` left its file half-written. The engine keeps that copy;
 * the object of the lost step is taken over by the next update. A half-written file of attributes beside either one makes
 * both unreadable; Pulumi needs none.
 */
export function restoreState(project: LabProject, stack: string): void {
  const file = stateFile(project, stack);
  const copy = `${file}.bak`;
  for (const attributes of [`${file}.attrs`, `${copy}.attrs`]) {
    if (existsSync(attributes) && !isJson(attributes)) rmSync(attributes);
  }
  if (existsSync(file) && !isJson(file) && isJson(copy)) copyFileSync(copy, file);
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

/** The part of a state file that tells of operations whose end Pulumi did not live to see. */
interface State {
  readonly checkpoint: { readonly latest?: { readonly pending_operations?: readonly { readonly type: string }[] } };
}

/**
 * True when a killed update left creations in the state whose end is unknown. The objects may exist, and a plain update
 * would then be told so and fail.
 */
export function hasPendingCreates(project: LabProject, stack: string): boolean {
  const { checkpoint } = JSON.parse(readFileSync(stateFile(project, stack), "utf8")) as State;
  return (checkpoint.latest?.pending_operations ?? []).some(({ type }) => type === "creating");
}

/** The provider's own switch by which an update takes over objects that an earlier one made without recording them. */
export const TAKE_OVER_EXISTING = { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" } as const;

/**
 * Forgets pending creations once an update with {@link TAKE_OVER_EXISTING} has recorded their objects. Pulumi's
 * --import-pending-creates is no way: the refresh that follows drops what it imported.
 *
 * @throws LabError when Pulumi refuses, with Pulumi's own words
 */
export async function clearPendingCreates(project: LabProject, stack: string): Promise<void> {
  const consent = ["--yes", "--skip-preview", "--non-interactive"];
  await succeed(project, ["refresh", "--clear-pending-creates", "--stack", stack, ...consent]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}
