import { shellWord } from "./primitives/shell-word";

/** One thing that is wrong with a stack's configuration, in the four parts that a person needs to mend it. */
export interface Problem {
  /** Where: the full path of the key, such as `mllp:images.server.digest`. */
  readonly key: string;
  /** What stands there, in the words of the stack file; `nothing` for a missing key. Never a secret's value. */
  readonly given: string;
  /** What may stand there. */
  readonly allowed: string;
  /** What to do: commands to copy, or a sentence. */
  readonly remedy: readonly string[];
}

/** Command that sets one value. `path` is a full key path; a shell needs the quotes for brackets. */
export function setCommand(stack: string, path: string, value: string): string {
  return `pulumi config set --stack ${stack} --path '${path}' ${shellWord(value)}`;
}

/** Command that stores one secret, read from a file so that it stays out of the shell's history. */
export function setSecretCommand(stack: string, key: string, file: string): string {
  return `pulumi config set --stack ${stack} --secret ${key} < ${file}`;
}

/** Command that removes one key. */
export function removeCommand(stack: string, path: string): string {
  return `pulumi config rm --stack ${stack} --path '${path}'`;
}

/** Joins a key path the way `pulumi config set --path` reads it: `mllp:clientNamespaces[0]`. */
export function keyPath(namespace: string, path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  const tail = rest.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return first === undefined ? namespace : `${namespace}:${String(first)}${tail}`;
}

/** Whether `key` is the key `place` or stands inside of it. */
export function isWithin(key: string, place: string): boolean {
  return key === place || key.startsWith(`${place}.`) || key.startsWith(`${place}[`);
}

/**
 * Whether `problem` only follows from one that is known: a value that was refused looks missing, and its group looks
 * incomplete. One message about it is enough.
 */
export function followsFrom(problem: Problem, known: readonly Problem[]): boolean {
  return known.some(({ key }) => isWithin(problem.key, key) || isWithin(key, problem.key));
}
