import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { InvalidArgumentError } from "commander";

import type { Context } from "../context";
import { pulumiFailure } from "../pulumi/failure";
import { managedObjects } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { openWorkspace } from "../pulumi/workspace";

const run = promisify(execFile);

/** Reads the number of a pull request. @throws InvalidArgumentError */
export function pullRequest(text: string): number {
  if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("Allowed: the number of a pull request, such as 7.");
}

/** The stack of a pull request's preview; the program reads the number out of this name. */
export const stackOf = (number: number): string => `preview-pr-${number}`;

/** A preview that the state back end knows. */
export interface KnownPreview {
  readonly pullRequest: number;
  readonly stack: string;
  /** The day from which it may go, as `2026-12-31`; undefined while it was never deployed. */
  readonly expiresAt?: string;
}

/** All previews, by their numbers. @throws OperationError */
export async function knownPreviews(context: Context): Promise<readonly KnownPreview[]> {
  const found: KnownPreview[] = [];
  for (const number of await numbers(context)) {
    const stack = stackOf(number);
    const objects = await managedObjects(await StackSession.open(context, stack));
    const labels = objects.map(({ outputs }) => labelsOf(outputs));
    const expiresAt = labels.map((label) => label["expires-at"]).find((day) => day !== undefined);
    found.push({ pullRequest: number, stack, ...(expiresAt === undefined ? {} : { expiresAt }) });
  }
  return found;
}

/** Whether the state back end knows the preview of a pull request; its state is not read. @throws OperationError */
export async function hasPreview(context: Context, number: number): Promise<boolean> {
  return (await numbers(context)).includes(number);
}

/** Whether the day of a preview has come. One that was never deployed may be on its way up and is left alone. */
export function isExpired({ expiresAt }: KnownPreview, today: string): boolean {
  return expiresAt !== undefined && expiresAt <= today;
}

async function numbers(context: Context): Promise<readonly number[]> {
  try {
    const stacks = await (await openWorkspace(context)).listStacks();
    return stacks
      .flatMap(({ name }) => /(?:^|\/)preview-pr-([1-9]\d{0,8})$/u.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    throw pulumiFailure(error, "listing the stacks");
  }
}

/**
 * Makes the stack of a preview with the configuration of another one, its secrets re-encrypted for the new one. The
 * Automation API has no such copy.
 */
export async function createStack({ cwd }: Context, stack: string, from: string): Promise<void> {
  try {
    await run("pulumi", ["stack", "init", stack, "--copy-config-from", from, "--no-select", "--non-interactive"], {
      cwd,
    });
  } catch (error) {
    throw pulumiFailure(asCommandError(error), `making the stack ${stack}`);
  }
}

/** Forgets a stack that has nothing any more, and its file. */
export async function removeStack(context: Context, stack: string): Promise<void> {
  try {
    await (await openWorkspace(context)).removeStack(stack);
  } catch (error) {
    throw pulumiFailure(error, `removing the stack ${stack}`);
  }
}

function asCommandError(error: unknown): unknown {
  if (!(error instanceof Error) || !("stderr" in error)) return error;
  return Object.assign(new Error(String(error.stderr)), { name: "CommandError" });
}

function labelsOf({ metadata }: Readonly<Record<string, unknown>>): Readonly<Record<string, string | undefined>> {
  const { labels } = (metadata ?? {}) as { labels?: Readonly<Record<string, string>> };
  return labels ?? {};
}
