import { ArgumentError, wholeNumber } from "../argument-error";

/** A value that the stack makes once and keeps in its state, encrypted. */
export type Generated = (
  | {
      /** Characters; at least 16. */
      readonly length: number;
      /** "url-safe": letters, digits, - and _; "alphanumeric": letters and digits. Default: "url-safe" (C-13). */
      readonly alphabet?: "url-safe" | "alphanumeric";
    }
  | {
      /** Random bytes, at least 16; "hex" writes two characters for each, "base64" four for three. */
      readonly bytes: number;
      readonly encoding: "hex" | "base64";
    }
) & {
  /** A changed value makes a new secret (W-16, G-17); nothing else does. Default: none, the first one stays. */
  readonly rotation?: string | undefined;
  /**
   * What was stored with the value is lost without it: the engine refuses to replace or delete it, also for a rotation,
   * until `pulumi state unprotect`. Default: false.
   */
  readonly irreplaceable?: boolean | undefined;
};

/** Arguments of a RandomPassword, plain. */
export interface PasswordFields {
  length: number;
  upper?: false;
  lower?: false;
  special: boolean;
  overrideSpecial?: string;
  keepers?: { rotation: string };
}

/** With fewer, a value could be found by trying: 95 bits for characters, 128 bits for bytes. */
const fewest = 16;
/** More than any format asks for; a Secret holds a megabyte in all. */
const most = 1024;
/** What URLs take unescaped besides letters and digits (RFC 3986, 2.3), without the dot and tilde. */
const urlSafe = "-_";

/**
 * Arguments of the random resource behind a value of characters.
 * @throws ArgumentError for lengths outside 16 … 1024 and an empty rotation.
 */
export function passwordFields(
  path: string,
  { length, alphabet = "url-safe", rotation }: Extract<Generated, { length: number }>,
): PasswordFields {
  return {
    length: wholeNumber(`${path}.length`, length, fewest, most),
    ...(alphabet === "url-safe" ? { special: true, overrideSpecial: urlSafe } : { special: false }),
    ...keepers(path, rotation),
  };
}

/**
 * Arguments of the random resource behind a value of bytes: two digits of hex for each.
 *
 * It is a RandomPassword too: the provider uses the value of RandomBytes as the resource's id, and ids stand in the state
 * and in every preview in plain.
 * @throws ArgumentError for counts outside 16 … 1024 and an empty rotation.
 */
export function hexFields(path: string, { bytes, rotation }: Extract<Generated, { bytes: number }>): PasswordFields {
  return {
    length: 2 * wholeNumber(`${path}.bytes`, bytes, fewest, most),
    upper: false,
    lower: false,
    special: true,
    overrideSpecial: "abcdef",
    ...keepers(path, rotation),
  };
}

function keepers(path: string, rotation: string | undefined): { keepers?: { rotation: string } } {
  if (rotation === undefined) return {};
  if (rotation === "") {
    throw new ArgumentError(`${path}.rotation`, "an empty text", "any other text", "count up, or write a date");
  }
  return { keepers: { rotation } };
}
