/** The process around a plugin: a gRPC server on loopback, its port on stdout, and an end that leaves nothing behind. */
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { UNLIMITED_MESSAGES, engineLogger, stderrLogger, watchEngine, type Logger } from "./engine";

/** What a plugin is given at its start. */
export interface PluginContext {
  /** "host:port" of the engine; undefined when the plugin was started by hand. */
  engineAddress: string | undefined;
  /** Messages for the person who runs Pulumi. */
  logger: Logger;
  /** Fires when the engine sends Cancel: waits end, and no new change is begun. */
  cancelled: AbortSignal;
  /** What the plugin's Cancel method calls. */
  cancel(): void;
  /** Registers what must happen, synchronously, before the process ends: above all, ending its children. */
  onExit(action: () => void): void;
}

/** One gRPC service of a plugin. */
export interface PluginService {
  definition: ServiceDefinition;
  implementation: UntypedServiceImplementation;
}

/**
 * Serves a plugin until the engine goes away or SIGTERM, SIGINT or SIGHUP arrives. The engine's address is the last
 * argument, as the engine passes it; the port goes to stdout as one line, as the engine reads it.
 */
export function runPlugin(services: (context: PluginContext) => readonly PluginService[]): void {
  const engineAddress = engineAddressOf(process.argv.slice(2));
  const cancellation = new AbortController();
  const exitActions: (() => void)[] = [];
  process.once("exit", () => {
    for (const action of exitActions) action();
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => process.exit(0));

  const server = new Server(UNLIMITED_MESSAGES);
  const context: PluginContext = {
    engineAddress,
    logger: engineAddress === undefined ? stderrLogger : engineLogger(engineAddress),
    cancelled: cancellation.signal,
    cancel: () => {
      cancellation.abort();
    },
    onExit: (action) => void exitActions.push(action),
  };
  for (const { definition, implementation } of services(context)) server.addService(definition, implementation);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      process.stderr.write(`The plugin cannot listen on 127.0.0.1: ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
    if (engineAddress !== undefined) watchEngine(engineAddress, () => process.exit(0));
  });
}

/** The engine's address among the arguments: the last one, unless that is a flag. */
export function engineAddressOf(args: readonly string[]): string | undefined {
  const last = args.at(-1);
  return last === undefined || !/^[^-].*:\d+$/.test(last) ? undefined : last;
}
