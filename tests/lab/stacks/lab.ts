/** The clone's stacks on a control plane, used the way a person uses them: through the lab's `pulumi` and `kubectl`. */
import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { labDir } from "../../../lab/paths";
import { commandEnvironment, type LabProject } from "../../../lab/project/lab";
import { ensureStack } from "../../../lab/project/stacks";
import { silentReporter } from "../../../lab/reporter";
import { openLab, type LabSession } from "../../../lab/session";
import { Output, type Ended } from "../output";
import { givenLab, sharedLab } from "../support";
import { restrictStack } from "./configure";

/** The clone under test. */
export const ROOT = join(__dirname, "..", "..", "..");

/** How long the preparation of a file's tests may take on a busy machine, in milliseconds. */
export const SETUP_TIMEOUT_MS = 900_000;

/** The stacks that the clone has a file for. */
export const STACKS = ["dev", "staging", "prod"] as const;

/** How a run of the CLI ended. */
export type Run = Ended;

/** A stack's state, as `pulumi stack export` prints it: only what tests look at. */
export interface Deployment {
  readonly resources?: readonly {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    /** Read, not managed. */
    readonly external?: boolean;
  }[];
  readonly pending_operations?: readonly unknown[];
}

/** What every run of the CLI here is given. */
const PLAIN = ["--non-interactive", "--color=never"];

/**
 * Half of the work of a large update is the engine's state file, written anew at every step so that a crash loses
 * nothing. Runs that are meant to end have it written once; {@link StackLab.start} is for those that are not.
 */
const STATE_AT_THE_END = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** The clone's stacks on a running lab. */
export class StackLab {
  constructor(readonly session: LabSession) {}

  get project(): LabProject {
    return this.session.project;
  }

  /** Lets the stacks run these systems only, until the lab is opened anew; nothing is deployed or deleted by it. */
  async restrict(systems: readonly string[]): Promise<void> {
    for (const stack of STACKS) await restrictStack(this.project, stack, systems);
  }

  /** Runs `pulumi` to its end, whatever that is. */
  pulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    return finished(this.start(args, { ...STATE_AT_THE_END, ...env }));
  }

  /** Runs `pulumi` and throws with its whole output unless it ends well. */
  async ok(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    const run = await this.pulumi(args, env);
    assert.equal(run.code, 0, `pulumi ${args.join(" ")} ended with ${run.code}:\n${run.output}`);
    return run;
  }

  /** Starts `pulumi` as the leader of a process group of its own. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(join(this.project.bin, "pulumi"), [...args, ...PLAIN], {
      cwd: this.project.folder,
      env: { ...commandEnvironment(this.project), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
  }

  /** `pulumi up` with the policy pack. */
  up(stack: string, ...more: string[]): Promise<Run> {
    return this.ok(["up", "--yes", "--skip-preview", "--stack", stack, "--policy-pack", "policies", ...more]);
  }

  /** `pulumi preview --expect-no-changes` with the policy pack. */
  unchanged(stack: string, ...more: string[]): Promise<Run> {
    return this.ok(["preview", "--expect-no-changes", "--stack", stack, "--policy-pack", "policies", ...more]);
  }

  /** Looks for drift without taking it up; exit code ≠ 0 when there is some. */
  drift(stack: string): Promise<Run> {
    return this.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--stack", stack]);
  }

  destroy(stack: string): Promise<Run> {
    return this.ok(["destroy", "--yes", "--skip-preview", "--stack", stack]);
  }

  async deployment(stack: string): Promise<Deployment> {
    const { stdout } = await this.ok(["stack", "export", "--stack", stack]);
    return (JSON.parse(stdout) as { deployment: Deployment }).deployment;
  }

  /** Runs `kubectl` and returns what it prints. */
  async kubectl(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(join(this.project.bin, "kubectl"), args, {
      env: commandEnvironment(this.project),
      maxBuffer: 1 << 26,
    });
    return stdout;
  }

  /** Asks the eviction API whether it would let a pod go; nothing is evicted. */
  async mayEvict(namespace: string, pod: string): Promise<boolean> {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: pod, namespace } };
    const file = join(this.project.folder, "eviction.json");
    await writeFile(file, JSON.stringify(eviction));
    try {
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction?dryRun=All`;
      await this.kubectl("create", "--raw", path, "-f", file);
      return true;
    } catch (error) {
      // The API server's words for a refusal by a budget (Kubernetes, API-initiated eviction: 429).
      if (error instanceof Error && /disruption budget/.test(error.message)) return false;
      throw error;
    } finally {
      await rm(file);
    }
  }

  /** `kubectl get … -o json`. */
  async get<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.kubectl("get", ...args, "-o", "json")) as T;
  }
}

/** Waits for the end of a command. */
export function finished(child: ChildProcess): Promise<Run> {
  return new Output(child).ended;
}

let opened: Promise<StackLab> | undefined;
/** The last project that was opened: all are of the one lab. */
let project: LabProject | undefined;

/**
 * The stacks of this clone on the lab that all tests of a run share, with the smallest system alone: what holds for
 * every stack is told on it in a tenth of the time.
 */
export function stackLab(): Promise<StackLab> {
  opened ??= openStacks(ROOT).then(async (lab) => {
    await lab.restrict(["mllp"]);
    return lab;
  });
  return opened;
}

/** Opens the shared lab for the clone at `root`; its project folder then belongs to that clone. */
export async function openStacks(root: string): Promise<StackLab> {
  const { name } = await sharedLab();
  const { signal } = new AbortController();
  const session = await openLab({ name, root, reporter: silentReporter, signal });
  ({ project } = session);
  for (const stack of STACKS) await ensureStack(session.project, stack);
  return new StackLab(session);
}

// The lab's control plane is removed by its owner; a lab that was given stays whole.
after("Pulumi's part of the tests' lab is removed", async function () {
  this.timeout(60_000);
  if (project === undefined || givenLab() !== undefined) return;
  await rm(join(labDir(project.name), "pulumi"), { recursive: true, force: true });
});
