/** `npm start`: from a clone to a deployed stack on a local control plane. */
import type { LabSession } from "./session";
import { LabError } from "./errors";
import { runPulumi } from "./project/pulumi";
import {
  clearPendingCreates,
  hasPendingCreates,
  releaseStaleLock,
  requirePassphrase,
  TAKE_OVER_EXISTING,
} from "./project/stacks";
import { stackNames } from "./project/stack-files";
import { summary } from "./summary";

/**
 * Brings `stack` up with the policy pack and prints what runs. The lab was opened with this stack in it.
 *
 * @returns the exit code: Pulumi's own, 0 when the stack is deployed
 * @throws LabError for a wrong passphrase or a stack that somebody works on, before anything is changed
 */
export async function deployStack(session: LabSession, stack: string): Promise<number> {
  const { project, reporter } = session;
  await requirePassphrase(project, stack);
  await releaseStaleLock(project, stack);
  reporter.done(`Deploying stack ${stack} with the policy pack`);
  const up = [
    "up",
    "--yes",
    "--skip-preview",
    "--stack",
    stack,
    "--policy-pack",
    "policies",
    "--suppress-permalink=true",
  ];
  if (hasPendingCreates(project, stack)) {
    const { code } = await runPulumi(project, up, { show: true, env: TAKE_OVER_EXISTING });
    if (code !== 0) return code;
    // Only now: until an update has ended well, the next one must know of them.
    await clearPendingCreates(project, stack);
    // The switch is a setting of the provider in the state, from where the ordinary update takes it again.
  }
  const { code } = await runPulumi(project, up, { show: true });
  if (code === 0) process.stdout.write(await summary(session, stack));
  return code;
}

/** @throws LabError when the clone has no file for the stack */
export function requireStack(root: string, stack: string): void {
  const known = stackNames(root);
  if (known.includes(stack)) return;
  throw new LabError(`there is no stack "${stack}"; this project has ${known.join(", ")}.`, {
    remedy: `name one of them, or write Pulumi.${stack}.yaml.`,
  });
}
