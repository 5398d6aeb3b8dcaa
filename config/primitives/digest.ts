import { InvalidValue, type TextFormat } from "./invalid";

/** The digest of an image manifest. */
export type Digest = `sha256:${string}`;

export const digestFormat: TextFormat = {
  pattern: "^sha256:[0-9a-f]{64}$",
  description: "The digest of an image: sha256: and 64 lower-case hex digits.",
  examples: [`sha256:${"0123456789abcdef".repeat(4)}`],
};

/**
 * Reads an image digest (OCI image specification, digests).
 * @throws InvalidValue for another algorithm, upper case or another length.
 */
export function parseDigest(text: string): Digest {
  if (!new RegExp(digestFormat.pattern).test(text)) {
    throw new InvalidValue(
      text,
      "sha256: and 64 lower-case hex digits",
      "copy the digest that the registry reports for the image",
    );
  }
  return text as Digest;
}
