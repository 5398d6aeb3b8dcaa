import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../config/primitives/user-error";

/**
 * A secret that must hold a PEM block of the given kind; the value stays a secret and appears in no message.
 *
 * @throws UserError inside the Output when the block is missing: a path or a base64 text in its place is the usual slip.
 */
export function checkedPem(
  secret: pulumi.Output<string>,
  kind: "CERTIFICATE" | "PRIVATE KEY",
  key: string,
): pulumi.Output<string> {
  return secret.apply((value) => {
    if (!new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(value)) {
      throw new UserError(
        `${key}: the encrypted value holds no PEM block "BEGIN ${kind}". Set it again from the file: pulumi config set --secret ${key} < FILE`,
      );
    }
    return value;
  });
}
