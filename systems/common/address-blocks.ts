import type * as z from "zod";

import { list, textEntry } from "../../config/fields";
import { isEverywhere, parseCidr } from "../../config/primitives/cidr";
import { InvalidValue } from "../../config/primitives/invalid";

/**
 * A key for blocks of addresses outside of the cluster to which pods may connect (G-25).
 * @param what lies there, and on which ports it is reached.
 * @param otherwise what holds without the key. Default: none.
 */
export function addressBlocksKey(what: string, otherwise = "none"): ReturnType<typeof list<z.ZodString>> {
  return list(
    `Address blocks of ${what}. Default: ${otherwise}.`,
    textEntry({
      description: "A block of addresses, not all of them (R-25).",
      format: {
        pattern: String.raw`^[0-9a-f.:]+/([1-9]|[1-9]\d\d?)$`,
        description: "A network address, a slash and the prefix length, which is not 0 (R-25).",
        examples: ["10.20.0.0/16"],
      },
      parse: parseBlock,
    }),
    ["10.20.0.0/16"],
  );
}

/** @throws InvalidValue for what is no block, and for the whole address space. */
function parseBlock(text: string): void {
  const block = parseCidr(text);
  if (isEverywhere(block)) {
    const allowed = "a part of the address space: pods that may connect to all of it are not isolated (R-25)";
    throw new InvalidValue(text, allowed, 'write for example "10.20.0.0/16"');
  }
}
