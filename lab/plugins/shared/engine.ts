/** The engine as a plugin sees it: a place to log to, and the process whose end is ours. */
import { connect } from "node:http2";
import { credentials, type ChannelOptions } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** A stack's state or a program's checkpoint can be larger than gRPC's default limit of 4 MB. */
export const UNLIMITED_MESSAGES: ChannelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

/** The engine's severities: `debug` is shown with --debug only, `error` fails the update. */
export type Severity = "debug" | "info" | "warning" | "error";

const SEVERITIES = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
} as const satisfies Record<Severity, LogSeverity>;

/** Where a message belongs. */
export interface LogOptions {
  /** The resource that the engine shows the message under; default: the stack. */
  urn?: string;
  /** True for a status line that the next one replaces; it is not kept. Default: false. */
  ephemeral?: boolean;
}

/** Something that takes messages for the person who runs Pulumi. */
export interface Logger {
  /** Settles when the engine has taken the message; never rejects, since nobody could be told. */
  log(severity: Severity, message: string, options?: LogOptions): Promise<void>;
}

/** A logger to the Engine service at `address` ("host:port"). Messages arrive in the order they were given. */
export function engineLogger(address: string): Logger {
  let client: EngineClient | undefined;
  let last: Promise<void> = Promise.resolve();
  return {
    log(severity, message, options = {}) {
      client ??= new EngineClient(address, credentials.createInsecure(), UNLIMITED_MESSAGES);
      const engine = client;
      const request = new LogRequest()
        .setSeverity(SEVERITIES[severity])
        .setMessage(message)
        .setUrn(options.urn ?? "")
        .setEphemeral(options.ephemeral ?? false);
      last = last.then(
        () =>
          new Promise(
            (resolve) =>
              void engine.log(request, () => {
                resolve();
              }),
          ),
      );
      return last;
    },
  };
}

/** A logger for a plugin that was started by hand, without an engine: lines on stderr. */
export const stderrLogger: Logger = {
  log(severity, message) {
    process.stderr.write(`${severity}: ${message}\n`);
    return Promise.resolve();
  },
};

/** Calls `gone` once when the engine at `address` can't be reached or closes the connection, as it does when it ends. */
export function watchEngine(address: string, gone: () => void): void {
  const session = connect(`http://${address}`);
  // An error is always followed by "close", which is the one event that counts.
  session.on("error", () => undefined);
  session.once("close", gone);
  session.unref();
}
