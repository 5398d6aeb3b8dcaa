/** Errors as the engine understands them: a gRPC status, with details where the engine needs more than a sentence. */
import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { encodeStruct, type PropertyMap } from "./values";

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

/** A resource that exists although its creation or update did not finish. */
export interface InitFailure {
  /** The resource's id. */
  id: string;
  /** Outputs as they are now; they go into the state. */
  properties: PropertyMap;
  /** Inputs that were applied; they go into the state. */
  inputs: PropertyMap;
  /** What is wrong, one sentence each. The engine shows them and keeps them in the state until an update succeeds. */
  reasons: readonly string[];
}

/**
 * The error for a resource that exists but isn't ready: the engine records it and tries to update it next time.
 * Source: ErrorResourceInitFailed in Pulumi's provider protocol.
 */
export function resourceInitFailed(message: string, failure: InitFailure): PluginError {
  const detail = new ErrorResourceInitFailed()
    .setId(failure.id)
    .setProperties(encodeStruct(failure.properties))
    .setInputs(encodeStruct(failure.inputs))
    .setReasonsList([...failure.reasons]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status().setCode(status.UNKNOWN).setMessage(message);
  answer.addDetails(packed);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return new PluginError(status.UNKNOWN, message, metadata);
}

/** Turns whatever was thrown into what grpc-js answers with: never a stack trace, never without a message. */
export function toServiceError(thrown: unknown): Partial<ServiceError> & { code: status; details: string } {
  if (thrown instanceof PluginError) {
    return { code: thrown.code, details: thrown.message, metadata: thrown.metadata };
  }
  if (isAbortError(thrown)) return { code: status.CANCELLED, details: "the operation was cancelled" };
  return { code: status.UNKNOWN, details: messageOf(thrown) };
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
