import type * as pulumi from "@pulumi/pulumi";

import { checkedFormat } from "../common/secret-format";

/** What a configured secret must look like (SPEC 1.2.5, R-59). */
const formats = {
  databasePassword: [/^\S{16,}$/, "at least 16 characters without blanks"],
  rolePassword: [/^\S{16,}$/, "at least 16 characters without blanks"],
  secretKeyBase: [/^[\x21-\x7e]{64,}$/, "at least 64 characters without blanks"],
  encryptionKey: [/^[0-9a-f]{64}$/i, "32 bytes in hex, 64 digits"],
} as const satisfies Record<string, readonly [form: RegExp, wanted: string]>;

/** A configured secret of the right form; the value stays a secret. Throws inside the Output, see {@link checkedFormat}. */
export function formatChecked(
  name: keyof typeof formats,
  secret: pulumi.Output<string> | undefined,
): pulumi.Output<string> | undefined {
  const [form, wanted] = formats[name];
  return secret && checkedFormat(secret, form, wanted, `healthcare:${name}`);
}
