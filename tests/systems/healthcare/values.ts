import assert from "node:assert/strict";

import { ConfigurationError } from "../../../config/configuration-error";
import type { Problem } from "../../../config/problem";
import { load } from "../../../systems";
import type { HealthcareValues } from "../../../systems/healthcare/resolve";
import { DIGEST, type Keys } from "../example-keys";
import { alone } from "../sufficient";
import type { Environment } from "./figures";

/** A database that CloudNativePG runs (C-10). */
export const cluster: Keys = {
  "bulwark:apiServerCidrs": ["10.96.0.1/32"],
  "healthcare:database": { kind: "cloudNativePg" },
  "healthcare:images": {
    app: { tag: "v1.0.0", digest: DIGEST },
    database: { repository: "registry.example.com/cloudnative-pg-timescaledb", tag: "16.4", digest: DIGEST },
  },
};

/** The values with which a stack of the Elixir stack alone is deployed. */
export function valuesOf(environment: Environment, changes: Keys = {}): HealthcareValues {
  const { healthcare } = load(alone("healthcare")(environment, changes)).systems;
  assert.ok(healthcare);
  return healthcare;
}

/** All problems of such a stack's configuration; none when it loads. */
export function problemsOf(environment: Environment, changes: Keys): readonly Problem[] {
  try {
    load(alone("healthcare")(environment, changes));
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
}

/** Key and allowed values of the one problem. */
export function refusal(environment: Environment, changes: Keys): readonly [key: string, allowed: string] {
  const problems = problemsOf(environment, changes);
  const [only] = problems;
  assert.ok(only !== undefined && problems.length === 1, JSON.stringify(problems, null, 2));
  return [only.key, only.allowed];
}
