import { commandLine, upCommand } from "../explain";
import { targetsOf } from "../systems";
import { pathsOf, type Trial } from "./state";

/** The update of the appointment platform. */
export function platformUp(stack: string): string {
  return upCommand(stack, { targets: targetsOf("appointment") });
}

/** `pulumi config set` of one path. */
export function setLine(stack: string, path: string, value: string): string {
  return commandLine("pulumi", "config", "set", "--stack", stack, "--path", path, value);
}

/** What starts a canary. */
export function startLines(stack: string, service: string, { digest, weights, tag }: Trial): readonly string[] {
  const { trial } = pathsOf(service);
  return [
    setLine(stack, `${trial}.digest`, digest),
    ...(tag === undefined ? [] : [setLine(stack, `${trial}.tag`, tag)]),
    ...weights.map((weight, index) => setLine(stack, `${trial}.weights[${index}]`, String(weight))),
    platformUp(stack),
  ];
}

/** What ends one. */
export function endLines(stack: string, service: string): readonly string[] {
  return [commandLine("pulumi", "config", "rm", "--stack", stack, "--path", pathsOf(service).trial), platformUp(stack)];
}
