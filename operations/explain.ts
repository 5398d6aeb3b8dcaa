import { shellWord } from "../config/primitives/shell-word";
import type { SystemName } from "../systems/registry";
import { IMAGE_PARTS, type GivenImage } from "./image";

/** A line to copy into a shell. */
export function commandLine(...words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/** Options of the commands below, as the commands of `bulwark` have them. */
export interface Scope {
  readonly targets?: readonly string[] | undefined;
  readonly refresh?: boolean | undefined;
  readonly message?: string | undefined;
}

/** The `pulumi up` that does the same as {@link StackSession.up}. */
export function upCommand(stack: string, scope: Scope = {}): string {
  const message = scope.message === undefined ? [] : ["--message", scope.message];
  return commandLine("pulumi", "up", "--yes", "--skip-preview", ...judged(stack, scope), ...message);
}

/** The commands that set an image, and take away what of the former one would lie about it. */
export function imageLines(stack: string, system: SystemName, name: string, given: GivenImage): readonly string[] {
  return IMAGE_PARTS.flatMap((part) => {
    const value = given[part];
    const path = `${system}:images.${name}.${part}`;
    if (value !== undefined) return [commandLine("pulumi", "config", "set", "--stack", stack, "--path", path, value)];
    return part === "repository" ? [] : [commandLine("pulumi", "config", "rm", "--stack", stack, "--path", path)];
  });
}

/** The `pulumi preview` that does the same as {@link StackSession.preview}. */
export function previewCommand(stack: string, scope: Omit<Scope, "message"> = {}): string {
  return commandLine("pulumi", "preview", "--diff", ...judged(stack, scope));
}

function judged(stack: string, { targets = [], refresh = false }: Scope): string[] {
  const words = ["--stack", stack, "--policy-pack", "policies"];
  return [...words, ...(refresh ? ["--refresh"] : []), ...targets.flatMap((target) => ["--target", target])];
}
