/** LanguageRuntime.RunPlugin for policy packs. */
import type { Readable } from "node:stream";
import { status } from "@grpc/grpc-js";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { RunPluginResponse, type ProgramInfo, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { PluginError } from "../shared/errors";
import { resolveModule } from "./modules";
import { runtimeEnvironment, runtimeOptions } from "./options";
import { PolicyRelay } from "./policy-relay";
import { exitOf, type ProcessGroups } from "./processes";

/** Serves a policy pack until the engine gives the call up; its output goes to the engine as it comes. */
export async function runPolicyPack(
  request: RunPluginRequest,
  send: (response: RunPluginResponse) => void,
  context: { processes: ProcessGroups; signal: AbortSignal },
): Promise<void> {
  const info = request.getInfo();
  if (request.getKind() !== "analyzer" || info === undefined) {
    throw new PluginError(
      status.UNIMPLEMENTED,
      `the lab's language host runs policy packs, not plugins of kind "${request.getKind()}"`,
    );
  }
  const directory = info.getProgramDirectory();
  const runner = resolveModule(
    "@pulumi/pulumi/cmd/run-policy-pack",
    directory,
    `Have you run \`npm install\` in ${directory}?`,
  );
  const relay = new PolicyRelay(context.signal);
  try {
    send(new RunPluginResponse().setStdout(Buffer.from(`${await relay.listen()}\n`)));
    const configuration = await untilAborted(relay.configuration(), context.signal);
    const child = context.processes.start(
      process.execPath,
      [runner, ...request.getArgsList(), directory],
      {
        cwd: directory,
        env: packEnvironment(request, info, configuration),
        stdio: ["ignore", "pipe", "pipe"],
      },
      context.signal,
    );
    const ended = exitOf(child);
    child.stderr?.on("data", (chunk: Buffer) => {
      send(new RunPluginResponse().setStderr(chunk));
    });
    const port = firstLine(child.stdout, (chunk) => {
      send(new RunPluginResponse().setStdout(chunk));
    });
    await Promise.race([port.then((line) => relay.attach(portOf(line))), ended.then(failEarly)]);
    const exit = await ended;
    if (!context.signal.aborted && exit.code !== 0) throw exitError(exit.code);
  } catch (thrown) {
    relay.fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
    throw thrown;
  } finally {
    relay.close();
  }
}

function failEarly(exit: { code: number | undefined }): never {
  throw exitError(exit.code);
}

function exitError(code: number | undefined): PluginError {
  return new PluginError(status.UNKNOWN, `Program exited with non-zero exit code: ${code ?? -1}`);
}

/** The environment of @pulumi/policy: the engine's, the runtime options, and the stack it judges. */
function packEnvironment(
  request: RunPluginRequest,
  info: ProgramInfo,
  stack: AnalyzerStackConfigureRequest | undefined,
): NodeJS.ProcessEnv {
  const inherited = request.getEnvList().map((entry): [string, string] => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(inherited), ...runtimeEnvironment(runtimeOptions(info)) };
  if (stack === undefined) return env;
  const config: Record<string, string> = {};
  stack.getConfigMap().forEach((value, key) => {
    config[key] = value;
  });
  const told = {
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(config),
  };
  return { ...env, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== "")) };
}

/** The first line of a stream; what follows goes to `rest`. Settles with what there was when the stream ends early. */
function firstLine(stream: Readable | null, rest: (chunk: Buffer) => void): Promise<string> {
  return new Promise((resolve) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    stream?.on("data", (chunk: Buffer) => {
      if (head === undefined) {
        rest(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\n");
      if (end < 0) return;
      resolve(head.subarray(0, end).toString("utf8"));
      if (end + 1 < head.length) rest(head.subarray(end + 1));
      head = undefined;
    });
  });
}

function portOf(line: string): number {
  if (/^\d{1,5}$/.test(line.trim())) return Number(line);
  throw new PluginError(
    status.UNKNOWN,
    `could not read policy pack port: its first line on stdout is ${JSON.stringify(line)}; a pack must not print before it is made`,
  );
}

/** The promise, or a rejection as soon as the signal fires. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new PluginError(status.CANCELLED, "the policy pack was cancelled before it started"));
    };
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject);
  });
}
