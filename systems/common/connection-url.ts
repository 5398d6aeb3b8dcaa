import type * as pulumi from "@pulumi/pulumi";

import { UserError } from "../../config/primitives/user-error";

/**
 * A secret that must hold a connection string; the value stays a secret and appears in no message.
 *
 * @param schemes that the client understands, such as `postgres`.
 * @throws UserError inside the Output for another beginning: a text in base64 or a bare host is the usual slip.
 */
export function checkedUrl(
  secret: pulumi.Output<string>,
  schemes: readonly string[],
  key: string,
): pulumi.Output<string> {
  return secret.apply((value) => {
    if (!schemes.some((scheme) => value.startsWith(`${scheme}://`)) || /\s/.test(value)) {
      const allowed = schemes.map((scheme) => `${scheme}://`).join(" or ");
      throw new UserError(
        `${key}: the encrypted value is no connection string that begins with ${allowed}, in one line and not in base64. Set it again from a file without a line break: pulumi config set --secret ${key} < FILE`,
      );
    }
    return value;
  });
}
