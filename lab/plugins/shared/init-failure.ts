/** The error for a resource that exists but isn't ready; apart from the others, since it loads the provider protocol. */
import { Metadata, status } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { PluginError } from "./errors";
import { encodeStruct, type PropertyMap } from "./values";

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
