/** Property values: their classes, their wire format, and how secrets are kept. */
export * from "./model";
export { decodeStruct } from "./decode";
export { encodeStruct } from "./encode";
export { containsSecret, containsUnknown, rewrapSecrets, unwrapProperties } from "./secrets";
