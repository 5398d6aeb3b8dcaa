/** Whether a text that would stand in plain view holds a certificate, a key or a connection string with a password. */
export function holdsCredential(text: string): boolean {
  return /-----BEGIN |:\/\/[^/\s:@]+:[^/\s@]+@/.test(text);
}
