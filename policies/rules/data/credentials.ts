/** Recognises credentials in plain text. Says what it sees, never the value: a message must not repeat a secret. */

const SHAPES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/],
  ["a PEM block", /-----BEGIN [A-Z0-9 ]+-----/],
  ["an access key of AWS", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36,}\b/],
  ["a token of Slack", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a key of OpenAI", /\bsk-(?:proj-)?[A-Za-z0-9_-]{20,}\b/],
  ["a JSON web token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
];

/** `scheme://user:password@host`, where the password is no reference to another variable. */
const CONNECTION = /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:([^\s@/]+)@/gi;
/** `password=…` inside a connection string of words, such as libpq's and ADO's. */
const WORDS = /(?:^|[\s;&?])(?:password|pwd)\s*=\s*([^\s;&]+)/gi;
const REFERENCE = /^(?:\$[({A-Za-z_]|<|\{\{|%|\*+$)/;

/** What kind of credential a text holds; `undefined` if none. */
export function credentialIn(text: string): string | undefined {
  const shape = SHAPES.find(([, pattern]) => pattern.test(text));
  if (shape !== undefined) {
    return shape[0];
  }
  const passwords = [...text.matchAll(CONNECTION), ...text.matchAll(WORDS)].map(([, password = ""]) => password);
  return passwords.some((password) => !REFERENCE.test(password)) ? "a connection string with a password" : undefined;
}

/** Names of values that are secret, in any spelling: `DB_PASSWORD`, `apiKey`, `session-secret`. */
const SECRET_NAME =
  /(?:^|[_.-])(?:pass|passwd|password|passphrase|pwd|secret|token|api_?key|access_?key|private_?key|secret_?key|encryption_?key|signing_?key|credentials?)$/;
/** Names that only point to a secret, or describe one. */
const ABOUT_SECRET =
  /(?:file|path|name|ref|url|uri|endpoint|ttl|expiry|expiration|lifetime|length|type|id|issuer|header|policy|enabled|rotation|algorithm)$/;

/** Whether a name says that its value is secret. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return SECRET_NAME.test(words) && !ABOUT_SECRET.test(words);
}

/** Whether a text under such a name would be the secret itself: not empty, no switch, no number, no reference. */
export function isLiteral(text: string): boolean {
  return (
    text !== "" &&
    !/^(?:true|false|none|null|\d{1,6})$/i.test(text) &&
    !REFERENCE.test(text) &&
    !/^\/[^\s]*\/[^\s]*$/.test(text)
  );
}
