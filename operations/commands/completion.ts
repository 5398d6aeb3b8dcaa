import { Argument, Command } from "@commander-js/extra-typings";

import { completion, SHELLS } from "../completion";
import { systemNames } from "../systems";

/** `bulwark completion SHELL`. */
export const completionCommand = new Command("completion")
  .summary("a script that completes commands, stacks and systems in a shell")
  .description(
    "Prints a script. For this shell: source <(bulwark completion bash); fish: bulwark completion fish | source",
  )
  .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
  .action((shell, _options, command) => {
    const root = command.parent;
    if (root === null) throw new Error("completion stands in no program");
    process.stdout.write(completion(shell, root, systemNames));
  });
