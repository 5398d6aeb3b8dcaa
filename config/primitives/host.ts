import { isIP } from "node:net";
import { InvalidValue, type TextFormat } from "./invalid";

const label = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";

export const hostFormat: TextFormat = {
  pattern: `^(?:\\*\\.)?${label}(?:\\.${label})*$`,
  description: "A DNS name in lower case, without scheme, port and path.",
  examples: ["audit.example.com"],
};

/**
 * Checks a DNS name as an Ingress or Gateway takes it.
 * @param wildcard whether the first label may be `*`. Default: false.
 * @throws InvalidValue for an IP address, upper case, a trailing dot, a scheme, a port or a path.
 */
export function parseHost(text: string, { wildcard = false }: { wildcard?: boolean } = {}): string {
  const lastLabel = text.slice(text.lastIndexOf(".") + 1);
  const isName =
    new RegExp(hostFormat.pattern).test(text) &&
    text.length <= 253 &&
    isIP(text) === 0 &&
    !/^\d+$/.test(lastLabel) &&
    (wildcard || !text.startsWith("*"));
  if (!isName) {
    throw new InvalidValue(
      text,
      `a DNS name in lower case of at most 253 characters${wildcard ? ", its first label may be *" : ""}`,
      'write the bare name, for example "audit.example.com"',
    );
  }
  return text;
}
