import * as pulumi from "@pulumi/pulumi";

import { dayOf } from "./primitives/date";

/**
 * The raw configuration of one stack, as the engine hands it over: full keys (`mllp:logLevel`) with their values as
 * text. Objects and lists are JSON. Tests and `render` build one themselves.
 */
export interface ConfigurationSource {
  /** Name of the stack, which names the stack file and, unless configured, the environment. */
  readonly stack: string;
  /** Every key with its text; the value of a secret is plain here and is wrapped before anything else sees it. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys whose values are encrypted in the stack file. */
  readonly secretKeys: ReadonlySet<string>;
  /** The day of the evaluation, in UTC, as `2026-12-31`; only previews look at it. */
  readonly today: string;
}

/** The configuration of the stack that is being evaluated. */
export function engineSource(): ConfigurationSource {
  return {
    stack: pulumi.getStack(),
    values: pulumi.runtime.allConfig(),
    secretKeys: new Set(encryptedKeys()),
    today: dayOf(new Date()),
  };
}

/** The SDK tells which keys are encrypted only through this variable of the language host's protocol. */
function encryptedKeys(): string[] {
  const listed: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] || "[]");
  return Array.isArray(listed) ? listed.filter((key) => typeof key === "string") : [];
}
