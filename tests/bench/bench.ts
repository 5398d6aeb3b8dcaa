/** What all parts of the benchmark share: the lab, small projects beside it, and the commands that are measured. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandEnvironment } from "../../lab/project/lab";
import { runPulumi } from "../../lab/project/pulumi";
import type { LabSession } from "../../lab/session";
import { measure, type Subject } from "./measure";
import { writeEmptyPack, writeProject } from "./projects";
import type { Print } from "./report";

/** The stack of every project but ours. */
export const BENCH_STACK = "bench";

/** Pulumi's switch that writes the state once at the end instead of at every step. */
export const WITHOUT_CHECKPOINTS = { PULUMI_SKIP_CHECKPOINTS: "true" } as const;

/** What is asked for, and where it is told. */
export interface BenchSettings {
  readonly session: LabSession;
  /** A folder that is deleted at the end. */
  readonly folder: string;
  readonly pairs: number;
  readonly print: Print;
}

export class Bench {
  readonly session: LabSession;
  readonly folder: string;
  readonly pairs: number;
  readonly print: Print;

  constructor({ session, folder, pairs, print }: BenchSettings) {
    this.session = session;
    this.folder = folder;
    this.pairs = pairs;
    this.print = print;
  }

  /** The folder of our project in the lab. */
  get ours(): string {
    return this.session.project.folder;
  }

  get environment(): NodeJS.ProcessEnv {
    return commandEnvironment(this.session.project);
  }

  /** Makes a project with a stack. @returns its folder */
  async project(name: string, program: string): Promise<string> {
    const folder = join(this.folder, name);
    writeProject(folder, `bench-${name}`, program, this.session.project.root);
    await this.succeed(["stack", "init", BENCH_STACK, "--non-interactive", "--cwd", folder]);
    return folder;
  }

  /** Makes a policy pack without policies. @returns its folder */
  emptyPack(): string {
    const folder = join(this.folder, "empty-pack");
    writeEmptyPack(folder, this.session.project.root);
    return folder;
  }

  /** `pulumi preview` of the stack of the project in `folder`. */
  preview(name: string, folder: string, stack: string, more: readonly string[] = []): Subject {
    return this.pulumi(name, ["preview", "--stack", stack, "--cwd", folder, ...more]);
  }

  /** `pulumi up`. */
  up(name: string, folder: string, stack: string, more: Partial<Subject> = {}): Subject {
    return {
      ...this.pulumi(name, ["up", "--yes", "--skip-preview", "--stack", stack, "--cwd", folder]),
      ...more,
    };
  }

  /** One of the programs in `tests/bench/programs`, run as Pulumi's runner runs a program; the clone is its working folder. */
  program(name: string, file: string, ...args: readonly string[]): Subject {
    const { root } = this.session.project;
    return this.command(name, process.execPath, [join(root, "tests/bench/programs/start.cjs"), file, ...args], {
      cwd: root,
      env: { ...this.environment, TS_NODE_PROJECT: join(root, "tsconfig.runtime.json") },
    });
  }

  /** Any command, in the lab's environment. */
  command(name: string, command: string, args: readonly string[], more: Partial<Subject> = {}): Subject {
    return { name, command, args, cwd: this.folder, env: this.environment, ...more };
  }

  /** Destroys a stack, what is protected and retained included as far as Pulumi can; the objects that stay are the caller's. */
  async destroy(folder: string, stack: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.succeed(["state", "unprotect", "--all", "--yes", "--stack", stack, "--cwd", folder]);
    await this.succeed(["destroy", "--yes", "--skip-preview", "--stack", stack, "--cwd", folder], env);
  }

  /** Runs a command of Pulumi that is not measured. @throws Error with its output unless it ends well */
  async succeed(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
    const ended = await runPulumi(this.session.project, args, { env });
    if (ended.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${ended.stderr}${ended.stdout}`);
  }

  /** Runs a command that is not measured. */
  async run(subject: Subject): Promise<void> {
    await measure(subject);
  }

  /** Writes a file into the benchmark's folder. @returns its path */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text);
    return path;
  }

  private pulumi(name: string, args: readonly string[]): Subject {
    const { bin, folder } = this.session.project;
    return this.command(name, join(bin, "pulumi"), [...args, "--non-interactive"], { cwd: folder });
  }
}
