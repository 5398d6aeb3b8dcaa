import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** Shells for which there is a completion. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow the words before the cursor. */
interface Level {
  /** The command so far, without `bulwark`: "canary start"; "" at the beginning. */
  readonly path: string;
  readonly words: readonly string[];
}

/**
 * A script that completes commands, options, stacks (from the stack files in the project) and systems.
 *
 * @param root the whole command, read when the script is written
 */
export function completion(shell: Shell, root: CommandUnknownOpts, systems: readonly string[]): string {
  const levels = levelsOf(root, []);
  if (shell === "fish") return fish(levels, systems);
  const script = bash(levels, systems);
  return shell === "bash" ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function levelsOf(command: CommandUnknownOpts, path: readonly string[]): readonly Level[] {
  const own: Level = {
    path: path.join(" "),
    words: [
      ...command.commands.map((child) => child.name()),
      ...command.options.flatMap(({ long }) => (long === undefined ? [] : [long])),
    ],
  };
  return [own, ...command.commands.flatMap((child) => levelsOf(child, [...path, child.name()]))];
}

const STACKS = `for file in "\${BULWARK_PROJECT:-.}"/Pulumi.*.yaml; do file="\${file##*/Pulumi.}"; echo "\${file%.yaml}"; done 2>/dev/null`;

function bash(levels: readonly Level[], systems: readonly string[]): string {
  const cases = levels.map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`);
  return `_bulwark() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${levels.map(({ path }) => `|${path}|`).join(" ")} " in
      *"|\${path:+$path }$word|"*) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  if [ -n "$path" ]; then words="$words $(${STACKS}) ${systems.join(" ")}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _bulwark bulwark
`;
}

function fish(levels: readonly Level[], systems: readonly string[]): string {
  const lines = levels.map(({ path, words }) => {
    const condition =
      path === ""
        ? "__fish_use_subcommand"
        : path
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join("; and ");
    const rest = path === "" ? "" : ` (__bulwark_stacks) ${systems.join(" ")}`;
    return `complete -c bulwark -f -n '${condition}' -a '${words.join(" ")}${rest}'`;
  });
  return `function __bulwark_stacks
  set -l folder $BULWARK_PROJECT
  test -n "$folder"; or set folder .
  for file in $folder/Pulumi.*.yaml
    string replace -r '.*/Pulumi\\.(.*)\\.yaml$' '$1' $file
  end
end
${lines.join("\n")}
`;
}
