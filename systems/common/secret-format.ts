import type * as pulumi from "@pulumi/pulumi";

import { UserError } from "../../config/primitives/user-error";

/**
 * A secret of the right form; the value stays a secret and appears in no message.
 *
 * @param wanted the form in words, behind "is not".
 * @throws UserError inside the Output when the form is another.
 */
export function checkedFormat(
  secret: pulumi.Output<string>,
  form: RegExp,
  wanted: string,
  key: string,
): pulumi.Output<string> {
  return secret.apply((value) => {
    if (!form.test(value)) {
      throw new UserError(
        `${key}: the encrypted value is not ${wanted}. Set it again from a file: pulumi config set --secret ${key} < FILE`,
      );
    }
    return value;
  });
}

/**
 * A secret that is a connection string: a text in base64, as a manifest has it, and a bare host are the usual slips.
 *
 * @param schemes that the client understands, such as `postgres`.
 * @throws UserError inside the Output for another scheme, a blank or a line break.
 */
export function checkedUrl(
  secret: pulumi.Output<string>,
  schemes: readonly string[],
  key: string,
): pulumi.Output<string> {
  const starts = schemes.map((scheme) => `${scheme}://`);
  const wanted = `a connection string in plain text that begins with ${starts.join(" or ")}, in one line`;
  return checkedFormat(secret, new RegExp(`^(${starts.join("|")})\\S+$`), wanted, key);
}
