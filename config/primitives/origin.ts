import { parseHost } from "./host";
import { InvalidValue, type TextFormat } from "./invalid";

const name = "[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?";
const port = "(?::[1-9][0-9]{0,4})?";

export const originFormat: TextFormat = {
  pattern: `^(?:https://${name}|http://localhost)${port}$`,
  description:
    "A web origin: https://, a host in lower case and optionally a port; no path. http:// only for localhost.",
  examples: ["https://app.example.com", "http://localhost:3000"],
};

/**
 * Checks an origin as a browser writes it into the header `Origin` (RFC 6454, section 6.2); any other spelling never
 * matches. Plain http is left to `localhost`: elsewhere whoever sits on the wire could speak for the origin.
 * @throws InvalidValue for `*`, `null`, a wildcard, an IP address, a path, a trailing slash, upper case, a default port.
 */
export function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSecure = url?.protocol === "https:" || (url?.protocol === "http:" && url.hostname === "localhost");
  // The platform's own serialisation drops what a browser would not send.
  if (url?.origin !== text || !isSecure || !isHost(url.hostname)) {
    throw new InvalidValue(
      text,
      "an origin as browsers send it: https://, a DNS name in lower case, a port only if it is not 443; http only for localhost",
      'write for example "https://app.example.com"',
    );
  }
  return text;
}

function isHost(hostname: string): boolean {
  try {
    return parseHost(hostname) === hostname;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
}
