import { digestFormat } from "../config/primitives/digest";
import { parseImageReference, tagFormat } from "../config/primitives/image";
import { InvalidValue } from "../config/primitives/invalid";
import { OperationError } from "./errors";

/** An image as a person gives it: only the parts that were named. */
export interface GivenImage {
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The parts of an image, in the order in which its reference has them. */
export const IMAGE_PARTS = ["repository", "tag", "digest"] as const satisfies readonly (keyof GivenImage)[];

/**
 * Reads `TAG`, `REPOSITORY:TAG`, `REPOSITORY@DIGEST`, `TAG@DIGEST`, `REPOSITORY:TAG@DIGEST` or a digest alone. A name
 * with neither `/` nor `:` is a tag.
 *
 * @throws OperationError `usage`
 */
export function parseImage(text: string): GivenImage {
  if (matches(digestFormat, text)) return { digest: text };
  const [name = "", digest, ...rest] = text.split("@");
  try {
    if (/[/:]/u.test(name)) return parseImageReference(text);
  } catch (error) {
    if (error instanceof InvalidValue) throw refusal(text, error.message);
    throw error;
  }
  if (!matches(tagFormat, name) || rest.length > 0) throw refusal(text, tagFormat.description);
  if (digest === undefined) return { tag: name };
  if (!matches(digestFormat, digest)) throw refusal(text, digestFormat.description);
  return { tag: name, digest };
}

function matches({ pattern }: { readonly pattern: string }, text: string): boolean {
  return new RegExp(pattern, "u").test(text);
}

function refusal(text: string, why: string): OperationError {
  return new OperationError("usage", `"${text}" is no image. ${why}`, [
    "Allowed: TAG, REPOSITORY:TAG, REPOSITORY@DIGEST, TAG@DIGEST, a digest alone; a digest is sha256: and 64 hex digits.",
  ]);
}

/** An image in one line. */
export function imageText({ repository, tag, digest }: GivenImage): string {
  const named = [repository, tag].filter((part) => part !== undefined).join(":");
  return `${named === "" && digest === undefined ? "(default)" : named}${digest === undefined ? "" : `@${digest}`}`;
}
