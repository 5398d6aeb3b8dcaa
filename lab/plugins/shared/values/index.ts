/** Property values: their classes, their wire format, and how secrets are kept. */
export * from "./model";
export { decodeStruct, decodeValue } from "./decode";
export { encodeStruct, encodeValue } from "./encode";
export { containsSecret, containsUnknown, rewrapSecrets, unwrap, unwrapProperties } from "./secrets";
