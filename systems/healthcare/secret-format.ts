import type * as pulumi from "@pulumi/pulumi";

import { UserError } from "../../config/primitives/user-error";

/** What a configured secret must look like (SPEC 1.2.5, R-59). */
const formats = {
  databasePassword: [/^[^\s]{16,}$/, "at least 16 characters without blanks"],
  rolePassword: [/^[^\s]{16,}$/, "at least 16 characters without blanks"],
  secretKeyBase: [/^[\x21-\x7e]{64,}$/, "at least 64 characters without blanks"],
  encryptionKey: [/^[0-9a-f]{64}$/i, "32 bytes in hex, 64 digits"],
} as const satisfies Record<string, readonly [form: RegExp, wanted: string]>;

/**
 * A configured secret of the right form, without the line break that a file may end with; the value stays a secret and
 * appears in no message.
 *
 * @throws UserError inside the Output when the form is another.
 */
export function formatChecked(
  name: keyof typeof formats,
  secret: pulumi.Output<string> | undefined,
): pulumi.Output<string> | undefined {
  const [form, wanted] = formats[name];
  return secret?.apply((text) => {
    const value = text.replace(/\r?\n$/, "");
    if (!form.test(value)) {
      const key = `healthcare:${name}`;
      throw new UserError(
        `${key}: the encrypted value is not ${wanted}. Set it again: pulumi config set --secret ${key} < FILE; or remove the key, then the program makes one.`,
      );
    }
    return value;
  });
}
