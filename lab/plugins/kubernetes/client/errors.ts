/** What goes wrong between us and the API server. */
import type { KindRef } from "./types";

/** One cause of a refusal, as in the Kubernetes API reference "StatusCause". */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** The API server answered, and refused. */
export class ApiError extends Error {
  /** An earlier attempt was cut off after it was sent, so the server may have carried it out already. */
  maybeRepeated = false;

  constructor(
    /** HTTP status code. */
    readonly status: number,
    /** The machine-readable reason, such as "AlreadyExists" or "Invalid"; empty when the server gave none. */
    readonly reason: string,
    message: string,
    readonly causes: readonly StatusCause[] = [],
    /** Seconds the server asks us to wait. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** The API server could not be reached, or the connection broke and trying again did not help. */
export class ConnectionError extends Error {
  constructor(
    message: string,
    /** The request may have been carried out although no answer came. */
    readonly wasSent: boolean,
  ) {
    super(message);
    this.name = "ConnectionError";
  }
}

/** The API server serves no such kind: most often its CRD does not exist (yet). */
export class NoMatchError extends Error {
  constructor(readonly kind: KindRef) {
    super(`no matches for kind "${kind.kind}" in version "${kind.apiVersion}"`);
    this.name = "NoMatchError";
  }
}

/** Whether the server says that the object (or something on the way to it) does not exist. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/** Whether the server says that an object of this name exists already. */
export function isAlreadyExists(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === "AlreadyExists";
}

/** Whether another field manager owns a field that was to be applied. */
export function isFieldConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.causes.some(({ reason }) => reason === "FieldManagerConflict");
}

/** Whether the object changed between reading and writing it. */
export function isStaleWrite(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 409 && error.reason === "Conflict" && !isFieldConflict(error);
}

/** Whether the namespace that was to hold the object does not exist. */
export function isNamespaceNotFound(error: unknown): boolean {
  return isNotFound(error) && /^namespaces "[^"]*" not found$/.test(error.message);
}
