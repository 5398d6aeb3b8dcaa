/** Writing a gRPC service as plain async methods. */
import {
  status,
  type UntypedServiceImplementation,
  type ServiceDefinition,
  type ServerUnaryCall,
  type ServerWritableStream,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { toServiceError } from "./errors";

/** What a method knows of its call besides the request. */
export interface CallContext {
  /** Fires when the engine gives the call up or tells the whole plugin to cancel. */
  signal: AbortSignal;
}

type OwnKeys<T> = keyof { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };

type Method<Handler> =
  Handler extends handleUnaryCall<infer Request, infer Response>
    ? (request: Request, context: CallContext) => Promise<Response> | Response
    : Handler extends handleServerStreamingCall<infer Request, infer Response>
      ? (request: Request, send: (response: Response) => void, context: CallContext) => Promise<void>
      : never;

/** The methods of a generated server interface as async functions; those left out answer UNIMPLEMENTED. */
export type Methods<Server> = { [K in OwnKeys<Server>]?: Method<Server[K]> };

type UntypedUnary = (request: unknown, context: CallContext) => unknown;
type UntypedStreaming = (request: unknown, send: (response: unknown) => void, context: CallContext) => Promise<void>;

/**
 * The implementation that grpc-js wants, from async methods. A thrown {@link PluginError} becomes its gRPC status, any
 * other error UNKNOWN with its message; `cancelled` (fired by the plugin's Cancel method) reaches every running call.
 */
export function implement<Server>(
  definition: ServiceDefinition,
  methods: Methods<Server>,
  cancelled: AbortSignal,
): UntypedServiceImplementation {
  const byName = methods as Readonly<Record<string, UntypedUnary | UntypedStreaming | undefined>>;
  const implementation: UntypedServiceImplementation = {};
  for (const [name, { path, responseStream }] of Object.entries(definition)) {
    const method = byName[name]?.bind(methods);
    if (responseStream) {
      implementation[name] = streaming(path, method as UntypedStreaming | undefined, cancelled);
    } else {
      implementation[name] = unary(path, method as UntypedUnary | undefined, cancelled);
    }
  }
  return implementation;
}

function unary(path: string, method: UntypedUnary | undefined, cancelled: AbortSignal) {
  return (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>): void => {
    if (method === undefined) {
      callback(unimplemented(path));
      return;
    }
    const context = openCall(call, cancelled);
    void new Promise((resolve) => {
      resolve(method(call.request, context));
    })
      .then(
        (response) => {
          callback(null, response);
        },
        (thrown: unknown) => {
          callback(toServiceError(thrown));
        },
      )
      .finally(context.close);
  };
}

function streaming(path: string, method: UntypedStreaming | undefined, cancelled: AbortSignal) {
  return (call: ServerWritableStream<unknown, unknown>): void => {
    if (method === undefined) {
      call.emit("error", unimplemented(path));
      return;
    }
    const context = openCall(call, cancelled);
    const send = (response: unknown): void => {
      call.write(response);
    };
    void new Promise((resolve) => {
      resolve(method(call.request, send, context));
    })
      .then(
        () => call.end(),
        (thrown: unknown) => call.emit("error", toServiceError(thrown)),
      )
      .finally(context.close);
  };
}

function unimplemented(path: string): { code: status; details: string } {
  return { code: status.UNIMPLEMENTED, details: `${path} is not implemented by this plugin` };
}

/** One signal for a call; `close` lets go of the plugin's own signal, which outlives thousands of calls. */
function openCall(
  call: { on(event: "cancelled", listener: () => void): unknown },
  cancelled: AbortSignal,
): CallContext & { close: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  if (cancelled.aborted) abort();
  cancelled.addEventListener("abort", abort, { once: true });
  call.on("cancelled", abort);
  return {
    signal: controller.signal,
    close: () => {
      cancelled.removeEventListener("abort", abort);
    },
  };
}
