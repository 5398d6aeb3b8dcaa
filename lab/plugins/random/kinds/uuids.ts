/** RandomUuid, RandomUuid4 and RandomUuid7. */
import { randomBytes, randomUUID } from "node:crypto";
import { KEEPERS, type RandomKind } from "../kind";

/** 128 random bits in the notation of a UUID; like the official resource it sets no version. */
export const randomUuid = uuidKind(() => notation(randomBytes(16)));

/** A UUID of version 4 (RFC 9562, section 5.4). */
export const randomUuid4 = uuidKind(randomUUID);

/** A UUID of version 7: 48 bits of Unix time in milliseconds, then random ones (RFC 9562, section 5.7). */
export const randomUuid7 = uuidKind(() => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return notation(bytes);
});

function uuidKind(make: () => string): RandomKind {
  return {
    inputs: KEEPERS,
    computed: { result: "plain" },
    generate: () => named(make()),
    import(id) {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
        throw new Error(`the import id ${JSON.stringify(id)} is not a UUID`);
      }
      return { ...named(id.toLowerCase()), inputs: {} };
    },
  };
}

function named(result: string) {
  return { id: result, outputs: { result } };
}

function notation(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
