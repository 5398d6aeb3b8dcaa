/** LanguageRuntime.Run: a Pulumi program in a Node process of its own. */
import type { Readable } from "node:stream";
import { status } from "@grpc/grpc-js";
import { RunResponse, type ProgramInfo, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { PluginError, messageOf } from "../shared/errors";
import { resolveModule } from "./modules";
import { runtimeEnvironment, runtimeOptions } from "./options";
import { exitOf, type Exit, type ProcessGroups } from "./processes";

/** The SDK's runner ends with this code when it has already told the user what is wrong. */
const ALREADY_REPORTED = 32;

/** How much of the program's stderr is kept to recognise an exhausted heap. */
const TAIL_BYTES = 8192;

/** How long output may still come from processes that outlive the program and hold its stderr. */
const DRAIN_MILLISECONDS = 250;

export interface RunContext {
  engineAddress: string;
  /** The endpoint of Pulumi's --tracing flag, or empty. */
  tracing: string;
  processes: ProcessGroups;
  signal: AbortSignal;
}

/** Runs the program to its end. What is wrong with the program is part of the response, never a gRPC error. */
export async function runProgram(request: RunRequest, context: RunContext): Promise<RunResponse> {
  try {
    const exit = await execute(request, context);
    return responseFor(exit, context.signal.aborted);
  } catch (thrown) {
    return new RunResponse().setError(messageOf(thrown));
  }
}

interface ProgramExit extends Exit {
  stderrTail: string;
}

async function execute(request: RunRequest, context: RunContext): Promise<ProgramExit> {
  const info = programInfo(request);
  if (request.getAttachDebugger()) {
    throw new PluginError(status.UNIMPLEMENTED, "the lab's language host cannot attach a debugger: run without it");
  }
  const options = runtimeOptions(info);
  const runner = resolveModule("@pulumi/pulumi/cmd/run", info.getProgramDirectory(), "Have you run `pulumi install`?");
  const child = context.processes.start(
    process.execPath,
    [...options.nodeArguments, runner, ...runnerArguments(request, info, context)],
    {
      env: { ...process.env, ...configEnvironment(request), ...runtimeEnvironment(options) },
      stdio: ["ignore", "inherit", "pipe"],
    },
    context.signal,
  );
  const tail = relayStderr(child.stderr);
  const exit = await exitOf(child);
  return { ...exit, stderrTail: await tail() };
}

function programInfo(request: RunRequest): ProgramInfo {
  const info = request.getInfo();
  if (info === undefined) throw new PluginError(status.INVALID_ARGUMENT, "the engine sent no program information");
  return info;
}

/** The flags of @pulumi/pulumi/cmd/run; those without a value are left out. */
function runnerArguments(request: RunRequest, info: ProgramInfo, context: RunContext): string[] {
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: context.engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    parallel: String(request.getParallel()),
    tracing: context.tracing,
  };
  return [
    ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
}

function configEnvironment(request: RunRequest): Record<string, string> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    // "namespace:config:name" is how every version of the SDK, old ones too, understands a key.
    config[key.replace(/^([^:]*):([^:]*)$/, "$1:config:$2")] = value;
  });
  return {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}

/** Passes stderr on as it comes; the returned function waits for the rest and gives the last of it. */
function relayStderr(stderr: Readable | null): () => Promise<string> {
  if (stderr === null) return () => Promise.resolve("");
  let tail = Buffer.alloc(0);
  stderr.on("data", (chunk: Buffer) => {
    process.stderr.write(chunk);
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
  });
  const closed = new Promise<void>((resolve) => stderr.once("close", resolve));
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DRAIN_MILLISECONDS);
    });
    await Promise.race([closed, enough]);
    clearTimeout(timer);
    return tail.toString("utf8");
  };
}

function responseFor(exit: ProgramExit, cancelled: boolean): RunResponse {
  const response = new RunResponse();
  if (exit.code === 0) return response;
  // The engine says itself that the update was cancelled.
  if (cancelled || exit.code === ALREADY_REPORTED) return response.setBail(true);
  if (exit.code === undefined) return response.setError(`Program was ended by signal ${String(exit.signal)}`);
  const message = `Program exited with non-zero exit code: ${exit.code}`;
  return response.setError(exit.stderrTail.includes("heap out of memory") ? `${message}. ${OUT_OF_MEMORY}` : message);
}

const OUT_OF_MEMORY =
  "It ran out of memory: give Node more with NODE_OPTIONS=--max-old-space-size=MEGABYTES, or let it need less " +
  '(a tsconfig.json with "noCheck": true spares the type check).';
