import { bulwarkSection } from "../config/bulwark";
import type { Environment } from "../config/primitives/environment";
import { ConfigurationError } from "../config/configuration-error";
import { followsFrom, isWithin, removeCommand, setCommand, type Problem } from "../config/problem";
import { readSection } from "../config/section";
import { engineSource, type ConfigurationSource } from "../config/source";
import { resolveStack, type StackSettings } from "../config/stack";
import { registry, systemNames, type SystemName } from "./registry";
import type { System } from "./system";

/** Everything that the program needs to know, checked and complete. */
export interface Configuration {
  readonly settings: StackSettings;
  /** Values of the systems that the stack runs. */
  readonly systems: SystemValues;
}

/** Values per system; a system that is switched off has none. */
export type SystemValues = { readonly [N in SystemName]?: ValuesByName[N] };

/** What each system makes of its configuration. */
export type ValuesByName = { readonly [N in SystemName]: ValuesOf<(typeof registry)[N]> };

type ValuesOf<T> = T extends System<infer V> ? V : never;

/**
 * Reads the configuration of a stack.
 *
 * @param source where the raw values come from; default: the engine that runs the program.
 * @throws ConfigurationError with all problems at once, before any resource is registered.
 */
export function load(source: ConfigurationSource = engineSource()): Configuration {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    problems.push(problem);
  };
  const reading = readSection(bulwarkSection(systemNames), source);
  reading.problems.forEach(report);
  const settings = resolveStack(source, reading.values, (problem) => {
    if (!followsFrom(problem, reading.problems)) {
      report(problem);
    }
  });
  if (settings === undefined) {
    throw new ConfigurationError(source.stack, problems);
  }

  const systems: Partial<Record<SystemName, unknown>> = {};
  // With a list that was refused nobody knows which systems are meant; problems of the others would only mislead.
  const isListRefused = reading.problems.some(({ key }) => isWithin(key, "bulwark:systems"));
  const listed = isListRefused ? [] : (reading.values.systems as SystemName[] | undefined);
  for (const name of chosen(settings, listed, report)) {
    systems[name] = registry[name].load(source, settings, report);
  }
  if (problems.length > 0) {
    throw new ConfigurationError(source.stack, problems);
  }
  // Each value was made by the system under whose name it stands.
  return { settings, systems: systems as SystemValues };
}

/** The systems of the stack: those it lists, else all that have figures for its environment. */
function chosen(
  { stack, environment }: StackSettings,
  listed: readonly SystemName[] | undefined,
  report: (problem: Problem) => void,
): readonly SystemName[] {
  const available = systemNames.filter((name) => isAvailable(name, environment));
  const wanted = listed ?? available;
  wanted.forEach((name, index) => {
    if (!isAvailable(name, environment)) {
      const others = available.length === 0 ? "none" : available.join(", ");
      report({
        key: `bulwark:systems[${index}]`,
        given: name,
        allowed: `systems with figures for ${environment}: ${others}`,
        remedy:
          available.length === 0
            ? [removeCommand(stack, `bulwark:systems[${index}]`)]
            : [setCommand(stack, `bulwark:systems[${index}]`, available[0] ?? name)],
      });
    }
  });
  return [...new Set(wanted)].filter((name) => isAvailable(name, environment));
}

function isAvailable(name: SystemName, environment: Environment): boolean {
  return registry[name].environments.includes(environment);
}
