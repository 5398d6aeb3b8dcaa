/** Errors as the engine understands them: a gRPC status with a message. */
import { Metadata, status, type ServiceError } from "@grpc/grpc-js";

/** An error with the gRPC status code that it is to be answered with; any other error is answered as `UNKNOWN`. */
export class PluginError extends Error {
  constructor(
    readonly code: status,
    message: string,
    readonly metadata: Metadata = new Metadata(),
  ) {
    super(message);
    this.name = "PluginError";
  }
}

/** Turns whatever was thrown into what grpc-js answers with: never a stack trace, never without a message. */
export function toServiceError(thrown: unknown): Partial<ServiceError> & { code: status; details: string } {
  if (thrown instanceof PluginError) {
    return { code: thrown.code, details: thrown.message, metadata: thrown.metadata };
  }
  if (isServiceError(thrown)) return { code: thrown.code, details: thrown.details, metadata: thrown.metadata };
  if (isAbortError(thrown)) return { code: status.CANCELLED, details: "the operation was cancelled" };
  return { code: status.UNKNOWN, details: messageOf(thrown) };
}

/** Whether another gRPC service has answered with an error, which is then passed on as it is. */
export function isServiceError(thrown: unknown): thrown is ServiceError {
  return (
    thrown instanceof Error &&
    "code" in thrown &&
    typeof thrown.code === "number" &&
    "details" in thrown &&
    typeof thrown.details === "string" &&
    "metadata" in thrown &&
    thrown.metadata instanceof Metadata
  );
}

/** The message of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === "" ? thrown.name : thrown.message;
  return String(thrown);
}

/** Whether an operation ended because its AbortSignal fired. */
export function isAbortError(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === "AbortError" || ("code" in thrown && thrown.code === "ABORT_ERR"));
}
