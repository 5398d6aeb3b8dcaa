import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";

import type { CustomKind } from "../components/custom-resources";
import type { Environment } from "../config/primitives/environment";
import { followsFrom, type Problem } from "../config/problem";
import type { Scope } from "../config/scope";
import { readSection, type Section, type SectionReading } from "../config/section";
import type { ConfigurationSource } from "../config/source";
import type { StackSettings } from "../config/stack";
import type { NamespacePeak } from "./common/quota";
import type { Platform } from "./platform";

/** What a system tells about itself after it was deployed: stack outputs, without secrets. */
export type SystemOutputs = Readonly<Record<string, pulumi.Input<unknown>>>;

/** A system: its configuration keys, its values and its objects. `V` holds everything that its component needs. */
export interface System<V> {
  /** The keys of the system's configuration namespace, which is named like the system. */
  readonly section: Section;
  /** The environments for which the SPEC (or a gap's proposal) gives figures. */
  readonly environments: readonly Environment[];
  /** Reads the system's namespace and completes it with the figures of the environment. */
  readonly load: (source: ConfigurationSource, settings: StackSettings, report: (problem: Problem) => void) => V;
  /** Kinds of custom resources without which the system cannot be created. */
  readonly customResources: (values: V) => readonly CustomKind[];
  /** Namespaces with data that outlive the stack: deleting one would delete what is retained in it (R-78, G-58). */
  readonly retainedNamespaces: (values: V) => readonly string[];
  /** What its pods take of their namespace at most, for a quota of it (G-41). */
  readonly peak: (values: V) => readonly NamespacePeak[];
  /** Registers the system's resources. */
  readonly deploy: (platform: Platform, values: V) => SystemOutputs;
}

/** The parts from which a {@link System} is made. */
export interface SystemParts<S extends z.ZodObject, K extends string, V> {
  readonly section: Section<S, K>;
  readonly environments: readonly Environment[];
  readonly customResources: (values: V) => readonly CustomKind[];
  /** Default: none. */
  readonly retainedNamespaces?: (values: V) => readonly string[];
  /** Default: nothing is known, and the namespace has no quota. */
  readonly peak?: (values: V) => NamespacePeak;
  /**
   * Merges the stack's values over the environment's figures and checks what only both together can tell. Reports
   * problems instead of throwing; with a problem reported the result is never used.
   */
  readonly resolve: (scope: Scope, settings: StackSettings, reading: SectionReading<S, K>) => V;
  readonly deploy: (platform: Platform, values: V) => SystemOutputs;
}

/** Makes a system from its parts. */
export function defineSystem<S extends z.ZodObject, K extends string, V>(parts: SystemParts<S, K, V>): System<V> {
  const { section, environments, customResources, retainedNamespaces = () => [], peak, resolve, deploy } = parts;
  return {
    section,
    environments,
    customResources,
    retainedNamespaces,
    peak: (values) => (peak === undefined ? [] : [peak(values)]),
    deploy,
    load: (source, settings, report) => {
      const reading = readSection(section, source);
      reading.problems.forEach(report);
      const scope: Scope = {
        stack: source.stack,
        environment: settings.environment,
        namespace: section.namespace,
        report: (problem) => {
          if (!followsFrom(problem, reading.problems)) {
            report(problem);
          }
        },
      };
      return resolve(scope, settings, reading);
    },
  };
}
