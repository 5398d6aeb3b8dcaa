import { UserError } from "./primitives/user-error";
import type { Problem } from "./problem";

/**
 * All problems of a stack's configuration as one message.
 *
 * Pulumi prints its message without a stack trace, registers nothing and exits with a code other than 0.
 */
export class ConfigurationError extends UserError {
  constructor(
    stackName: string,
    readonly problems: readonly Problem[],
  ) {
    super(render(stackName, problems));
    this.name = "ConfigurationError";
  }
}

function render(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const items = problems.map(({ key, given, allowed, remedy }, index) =>
    [
      `${index + 1}. ${key}`,
      `   given:   ${given}`,
      `   allowed: ${allowed}`,
      ...remedy.map((line, nth) => `   ${nth === 0 ? "remedy: " : "        "} ${line}`),
    ].join("\n"),
  );
  return `The configuration of stack "${stack}" (Pulumi.${stack}.yaml) has ${count}; nothing was changed.\n\n${items.join("\n\n")}\n`;
}
