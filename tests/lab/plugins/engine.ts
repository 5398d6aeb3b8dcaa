/** Drives the genuine Pulumi CLI on a throw-away project with the lab's plugins, its own back end and PULUMI_HOME. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { bundlePlugins, layOut, type PluginInstallation, type PluginName } from "../../../lab/plugins/build";
import { createReporter } from "../../../lab/reporter";
import { ensureToolchain } from "../../../lab/toolchain";
import { Output, type Ended } from "../output";

const ROOT = join(__dirname, "..", "..", "..");

/** An event of the engine, as `--event-log` writes it (Pulumi's EngineEvent): only what tests look at. */
export interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata; planning?: boolean };
  resOutputsEvent?: { metadata: StepMetadata; planning?: boolean };
  diagnosticEvent?: { urn?: string; message: string; severity: string; ephemeral?: boolean };
  policyEvent?: { policyName: string; message: string; enforcementLevel: string; resourceUrn?: string };
  policyRemediationEvent?: { policyName: string; resourceUrn?: string };
  summaryEvent?: { resourceChanges: Record<string, number>; durationSeconds: number };
  [key: string]: unknown;
}

/** One step of an update: what the engine did, or will do, to a resource. */
export interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  diffs?: string[];
  keys?: string[];
  detailedDiff?: Record<string, { diffKind: string; inputDiff: boolean }>;
  old?: ResourceState;
  new?: ResourceState;
}

/** A resource as the state file holds it. */
export interface ResourceState {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  [key: string]: unknown;
}

/** What a run of the CLI left behind. */
export interface CliResult extends Ended {
  readonly events: readonly EngineEvent[];
}

/** A run of the CLI that is still going on. */
export interface RunningCli {
  process: ChildProcess;
  result: Promise<CliResult>;
}

export interface ProjectOptions {
  /** The program's files by path; default runtime is plain JavaScript, so index.js is the program. */
  files: Record<string, string>;
  /** Runtime options of Pulumi.yaml. Default: `{ typescript: false }`. */
  runtimeOptions?: Record<string, unknown>;
  /** Further top-level settings of Pulumi.yaml. */
  settings?: Record<string, unknown>;
  /** Plugins to install beside the language host. Default: none. */
  providers?: readonly Exclude<PluginName, "language">[];
  /** Further environment for the CLI. */
  env?: NodeJS.ProcessEnv;
  /** Whether the project finds the clone's node_modules. Default: true. */
  dependencies?: boolean;
}

/** A stack named "test" in a folder of its own. */
export class EngineProject {
  readonly #started = new Set<ChildProcess>();
  #logs = 0;

  private constructor(
    /** The project's folder. */
    readonly dir: string,
    private readonly root: string,
    private readonly installation: PluginInstallation,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Makes the project and its stack. */
  static async create(options: ProjectOptions): Promise<EngineProject> {
    const root = await realpath(await mkdtemp(join(tmpdir(), "bulwark-engine-")));
    const dir = join(root, "project");
    const backend = join(root, "backend");
    await Promise.all([mkdir(dir), mkdir(backend)]);
    const bundles = await bundlePlugins(["language", ...(options.providers ?? [])]);
    const installation = await layOut(root, await pulumiExecutable(), bundles);
    const project = new EngineProject(dir, root, installation, {
      PULUMI_HOME: installation.home,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // The flag --event-log is only there with the debugging commands.
      PULUMI_DEBUG_COMMANDS: "true",
      ...options.env,
    });
    const runtime = { name: "nodejs", options: options.runtimeOptions ?? { typescript: false } };
    await project.write("Pulumi.yaml", stringify({ name: "probe", runtime, ...options.settings }));
    await project.write("package.json", JSON.stringify({ name: "probe", main: "index.js" }));
    for (const [path, text] of Object.entries(options.files)) await project.write(path, text);
    if (options.dependencies ?? true) await symlink(join(ROOT, "node_modules"), join(dir, "node_modules"));
    const made = await project.pulumi(["stack", "init", "test"]);
    if (made.code !== 0) throw new Error(`the stack could not be made:\n${made.output}`);
    return project;
  }

  /** Writes a file of the project, with its folders. */
  async write(path: string, text: string): Promise<void> {
    const file = join(this.dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  /** Starts the CLI in the project's folder without waiting for its end. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCli {
    const child = spawn(this.installation.pulumi, [...args, "--non-interactive", "--color=never"], {
      cwd: this.dir,
      env: { ...foreignRemoved(process.env), ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#started.add(child);
    const result = new Output(child).ended.finally(() => this.#started.delete(child));
    return { process: child, result: result.then((ended) => ({ ...ended, events: [] })) };
  }

  /** Runs the CLI to its end. */
  pulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.start(args, env).result;
  }

  /** Runs preview, up, refresh, destroy or import and reads the engine's events. */
  async run(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    const running = this.startLogged(command, args, env);
    return running.result;
  }

  /** As {@link run}, but without waiting; the events are read at the end. */
  startLogged(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): RunningCli {
    const log = join(this.root, `events-${(this.#logs += 1)}.json`);
    const consent = command === "preview" ? [] : ["--yes", ...(command === "import" ? [] : ["--skip-preview"])];
    const running = this.start([command, "--stack", "test", ...consent, "--event-log", log, ...args], env);
    return {
      process: running.process,
      result: running.result.then(async (r) => ({ ...r, events: await readLog(log) })),
    };
  }

  /** Runs a command as {@link run} does and throws with its whole output unless it ends well. */
  async ok(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    const result = await this.run(command, args, env);
    if (result.code !== 0) throw new Error(`pulumi ${command} ended with ${String(result.code)}:\n${result.output}`);
    return result;
  }

  /** The stack's outputs, secrets in plain. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.pulumi(["stack", "output", "--stack", "test", "--json", "--show-secrets"]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The resources in the state, secrets encrypted. */
  async resources(): Promise<ResourceState[]> {
    return (await this.exported()).deployment.resources ?? [];
  }

  /** The state file as the back end holds it. */
  async exported(): Promise<{ version: number; deployment: { resources?: ResourceState[]; [key: string]: unknown } }> {
    const { stdout } = await this.pulumi(["stack", "export", "--stack", "test"]);
    return JSON.parse(stdout) as Awaited<ReturnType<EngineProject["exported"]>>;
  }

  /** Ends what still runs and deletes the folder. */
  async remove(): Promise<void> {
    for (const child of this.#started) child.kill("SIGKILL");
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** How often each operation happened, without the stack itself: `{ create: 2, same: 1 }`. */
export function operations(result: CliResult): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of result.events) {
    const step = event.resourcePreEvent?.metadata;
    if (step === undefined || step.type === "pulumi:pulumi:Stack" || step.type.startsWith("pulumi:providers:"))
      continue;
    counts[step.op] = (counts[step.op] ?? 0) + 1;
  }
  return counts;
}

/** The messages of the engine's diagnostics of a severity, without status lines. */
export function messages(result: CliResult, severity: string): string[] {
  return result.events
    .map((event) => event.diagnosticEvent)
    .filter((event) => event !== undefined && event.severity === severity && event.ephemeral !== true)
    .map((event) => event?.message.trim() ?? "");
}

/** `$BULWARK_TEST_PULUMI`, for work on a machine whose tool chain is still being built, else the tool chain's own. */
async function pulumiExecutable(): Promise<string> {
  const given = process.env["BULWARK_TEST_PULUMI"];
  if (given !== undefined && given !== "") return given;
  return (await ensureToolchain({ reporter: createReporter() })).bin("pulumi");
}

/** Without what is meant for another Pulumi, or for the ts-node that the tests themselves run in. */
function foreignRemoved(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PULUMI|TS_NODE)_/.test(name)));
}

async function readLog(file: string): Promise<EngineEvent[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EngineEvent);
}
