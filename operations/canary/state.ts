import { readFileSync } from "node:fs";
import { join } from "node:path";

import { OperationError } from "../errors";
import type { Deployed } from "../pulumi/configuration";
import { valueAt, type Values } from "../pulumi/values";

/** A release on trial, as the configuration has it. */
export interface Trial {
  readonly digest: string;
  readonly tag?: string;
  /** Percent of the requests, step after step. */
  readonly weights: readonly number[];
  /** Which of the weights holds, counted from 0. */
  readonly step: number;
}

/** What a configuration says of a service that is released by a canary. */
export interface Release {
  /** Digest of the stable release. */
  readonly stable: string | undefined;
  readonly stableTag: string | undefined;
  readonly trial: Trial | undefined;
}

/**
 * How far a release is. All of it stands in the stack's configuration and history, so that an interrupted command leaves
 * nothing of its own behind, and the next one knows where to go on.
 *  - `none`: all requests go to the stable release
 *  - `starting`: the configuration has a trial that was not deployed yet
 *  - `running`: the trial gets its share
 *  - `promoting`: the stable release is being given the image of the trial
 *  - `removing`: the configuration has no trial any more, but what was deployed has
 */
export type Phase = "none" | "starting" | "running" | "promoting" | "removing";

/** The percent of the only step where the configuration names none (SPEC 1.4.12). */
const DEFAULT_WEIGHT = 10;

/** Paths of a service in the configuration. */
export function pathsOf(service: string): { readonly trial: string; readonly digest: string; readonly tag: string } {
  return {
    trial: `appointment:services.${service}.canary`,
    digest: `appointment:images.${service}.digest`,
    tag: `appointment:images.${service}.tag`,
  };
}

/** Every path that a release changes. */
export function ownPaths(service: string): readonly string[] {
  return Object.values(pathsOf(service));
}

/** What a configuration says of a service's release. */
export function releaseOf(values: Values, service: string): Release {
  const paths = pathsOf(service);
  return {
    stable: text(valueAt(values, paths.digest)),
    stableTag: text(valueAt(values, paths.tag)),
    trial: trialOf(valueAt(values, paths.trial)),
  };
}

/** How far a release is, by the configuration now and what was deployed last. */
export function phaseOf(now: Release, deployed: Release | undefined): Phase {
  if (now.trial === undefined) return deployed?.trial === undefined ? "none" : "removing";
  if (now.trial.digest === now.stable) return "promoting";
  return deployed?.trial !== undefined && isSame(now.trial, deployed.trial) ? "running" : "starting";
}

/** The release before a promotion: that of the latest update whose stable image was another one. */
export function beforePromotion(
  history: readonly Deployed[],
  service: string,
  promoted: string,
): Pick<Release, "stable" | "stableTag"> | undefined {
  return history
    .map(({ values }) => releaseOf(values, service))
    .find(({ stable }) => stable !== undefined && stable !== promoted);
}

/** Whether both trials are of the same image, steps and step. */
export function isSame(a: Trial, b: Trial): boolean {
  return a.digest === b.digest && a.step === b.step && String(a.weights) === String(b.weights);
}

/** @throws OperationError `usage` for a service that no canary releases, with those that one does */
export function requireService(name: string): string {
  const services = canaryServices();
  if (services.includes(name)) return name;
  throw new OperationError(
    "usage",
    `No service "${name}" is released by a canary. Those that are: ${services.join(", ")}.`,
  );
}

/** Names of the services whose configuration can hold a trial. */
export function canaryServices(): readonly string[] {
  const file = join(__dirname, "..", "..", "config", "schema.json");
  const { properties } = JSON.parse(readFileSync(file, "utf8")) as Schema;
  return Object.entries(properties.config.properties["appointment:services"].properties)
    .filter(([, { properties: keys }]) => "canary" in keys)
    .map(([service]) => service);
}

interface Schema {
  readonly properties: {
    readonly config: {
      readonly properties: {
        readonly "appointment:services": {
          readonly properties: Readonly<Record<string, { readonly properties: object }>>;
        };
      };
    };
  };
}

function trialOf(value: unknown): Trial | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { digest, tag, weights, step } = value as Readonly<Record<string, unknown>>;
  if (typeof digest !== "string") return undefined;
  return {
    digest,
    ...(typeof tag === "string" ? { tag } : {}),
    weights: Array.isArray(weights) ? weights.map(Number) : [DEFAULT_WEIGHT],
    step: Number(step ?? 0),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
