import { InvalidValue, type TextFormat } from "./invalid";

export const roleArnFormat: TextFormat = {
  pattern: "^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,64}$",
  description: "The ARN of an IAM role: partition, account of twelve digits, path and name.",
  examples: ["arn:aws:iam::123456789012:role/booking"],
};

/**
 * Checks the ARN of an IAM role (AWS, IAM identifiers).
 * @throws InvalidValue for the ARN of anything else, and for a bare name.
 */
export function parseRoleArn(text: string): string {
  if (!new RegExp(roleArnFormat.pattern).test(text)) {
    throw new InvalidValue(
      text,
      "the ARN of an IAM role",
      'write it as IAM shows it, such as "arn:aws:iam::123456789012:role/booking"',
    );
  }
  return text;
}
