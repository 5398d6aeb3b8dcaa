/** RandomId and RandomBytes: random bytes in several notations, shown and secret. */
import { randomBytes as cryptoBytes } from "node:crypto";
import { KEEPERS, numberOf, refuseBelowOne, textOf, type RandomKind } from "../kind";

/** An identifier: the prefix goes before each notation except the id. */
export const randomId: RandomKind = {
  inputs: { ...KEEPERS, byteLength: { type: "integer", required: true }, prefix: { type: "string" } },
  computed: { b64Std: "plain", b64Url: "plain", dec: "plain", hex: "plain" },
  refuse: (inputs) => refuseBelowOne(inputs, "byteLength"),
  generate: (inputs) => identifier(cryptoBytes(numberOf(inputs, "byteLength") ?? 0), textOf(inputs, "prefix")),
  /** The id is "BASE64URL" or "PREFIX,BASE64URL". */
  import(id) {
    const comma = id.lastIndexOf(",");
    const prefix = comma < 0 ? "" : id.slice(0, comma);
    const bytes = decode(id.slice(comma + 1), "base64url", /^[A-Za-z0-9_-]+$/);
    return { ...identifier(bytes, prefix), inputs: { byteLength: bytes.length, ...(prefix !== "" && { prefix }) } };
  },
};

/** Bytes for keys: all notations are secret. */
export const randomBytes: RandomKind = {
  inputs: { ...KEEPERS, length: { type: "integer", required: true } },
  computed: { base64: "secret", hex: "secret" },
  refuse: (inputs) => refuseBelowOne(inputs, "length"),
  generate: (inputs) => notations(cryptoBytes(numberOf(inputs, "length") ?? 0)),
  /** The id is the bytes in base64. */
  import(id) {
    const bytes = decode(id, "base64", /^[A-Za-z0-9+/]+={0,2}$/);
    return { ...notations(bytes), inputs: { length: bytes.length } };
  },
};

function identifier(bytes: Buffer, prefix: string) {
  const id = bytes.toString("base64url");
  return {
    id,
    outputs: {
      b64Std: prefix + bytes.toString("base64"),
      b64Url: prefix + id,
      dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
      hex: prefix + bytes.toString("hex"),
    },
  };
}

function notations(bytes: Buffer) {
  const base64 = bytes.toString("base64");
  return { id: base64, outputs: { base64, hex: bytes.toString("hex") } };
}

function decode(text: string, encoding: "base64" | "base64url", alphabet: RegExp): Buffer {
  const bytes = Buffer.from(text, encoding);
  if (!alphabet.test(text) || bytes.toString(encoding) !== text) {
    throw new Error(`the import id ${JSON.stringify(text)} is not in ${encoding}`);
  }
  return bytes;
}
