import { OperationError } from "../errors";

/** What the engine said during an operation that failed. */
export interface Said {
  /** Errors of resources and of the program, as `name: message`, each once. */
  readonly errors: readonly string[];
  /** Messages of mandatory policies. */
  readonly violations: readonly string[];
}

/** Names of the Automation API's errors: its classes would have to be loaded. */
const COMMAND_ERRORS: ReadonlySet<string> = new Set(["CommandError", "ConcurrentUpdateError", "StackNotFoundError"]);

/**
 * What an error of the Automation API means to a person.
 *
 * @param doing what was being done, as in "listing the stacks"
 * @param said what the engine said before; without it the CLI's own words are shown
 * @returns an OperationError; any error that is not Pulumi's comes back as it is
 */
export function pulumiFailure(error: unknown, doing: string, said?: Said): unknown {
  if (!(error instanceof Error) || !COMMAND_ERRORS.has(error.name)) return error;
  const words = ownWords(error.message);
  if (/the stack is currently locked by|\[409\] Conflict/u.test(words)) return locked(words);
  if (said !== undefined && said.violations.length > 0) {
    return new OperationError("refused", `Policies refuse it:\n${said.violations.join("\n")}`, [
      "docs/policies.md says how to mend it, and what an exemption takes.",
    ]);
  }
  const errors = said === undefined || said.errors.length === 0 ? [words] : said.errors;
  const text = errors.join("\n");
  if (/incorrect passphrase|passphrase must be set/iu.test(words)) {
    return new OperationError("usage", `The passphrase does not open the stack's secrets (${doing}).`, [
      "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one that the stack was made with.",
    ]);
  }
  if (/The configuration of stack/u.test(text)) return new OperationError("usage", text);
  return new OperationError(isUnreachable(text) ? "unreachable" : "failed", `${capital(doing)} failed.\n${text}`);
}

function isUnreachable(text: string): boolean {
  return /unreachable|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|connection refused|no such host|i\/o timeout/iu.test(
    text,
  );
}

function locked(words: string): OperationError {
  const holders = [...words.matchAll(/created by (\S+) \(pid (\d+)\) at (\S+)/gu)].map(
    ([, who, pid, since]) => `by ${who ?? ""}, process ${pid ?? ""}, since ${since ?? ""}`,
  );
  return new OperationError(
    "locked",
    `Somebody is working on the stack${holders.length === 0 ? "" : ` (locked ${holders.join("; ")})`}; nothing was changed.`,
    [
      "Wait until it has ended and run the command again.",
      "If that process is dead: pulumi cancel --stack STACK (docs/state.md).",
    ],
  );
}

/** The CLI's standard error out of the API's report of the whole command. */
function ownWords(report: string): string {
  const stderr = /^ stderr: ([\s\S]*?)(?:\n err\?: |$(?![\s\S]))/mu.exec(report)?.[1] ?? report;
  const lines = stderr.split("\n").filter((line) => !/^Command failed with exit code/u.test(line));
  return lines
    .join("\n")
    .trim()
    .replace(/^error: /u, "");
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
