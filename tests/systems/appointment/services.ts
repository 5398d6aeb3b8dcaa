import { strict as assert } from "node:assert";

import { ConfigurationError } from "../../../config/configuration-error";
import type { Problem } from "../../../config/problem";
import type { ConfigurationSource } from "../../../config/source";
import { load } from "../../../systems";
import type { AppointmentValues } from "../../../systems/appointment/resolve";
import type { Keys } from "../example-keys";
import { alone } from "../sufficient";
import { role } from "./sufficient";

/** The environments of SPEC 1.4.13. */
export type Environment = "dev" | "staging" | "prod";

/** All of {@link Environment}. */
export const environments: readonly Environment[] = ["dev", "staging", "prod"];

/** The services of SPEC 1.4.1, in its order. */
export const services = ["booking", "availability", "patient", "search", "notification", "practitioner"] as const;

/** One of {@link services}. */
export type Service = (typeof services)[number];

/** The services with a canary (SPEC 1.4.1). */
export const canaryServices = ["booking", "availability", "patient"] as const;

const sufficient = alone("appointment");

/** A sufficient stack with keys of single services, roles included, and other keys over it. */
export function stackOf(
  environment: Environment,
  own: Readonly<Partial<Record<Service, Keys>>> = {},
  changes: Keys = {},
): ConfigurationSource {
  const named = Object.fromEntries(
    services.map((service) => [
      service,
      { ...(service === "booking" || service === "search" ? { roleArn: role(service) } : {}), ...own[service] },
    ]),
  );
  return sufficient(environment, { "appointment:services": named, ...changes });
}

/** The values of such a stack. */
export function valuesOf(...args: Parameters<typeof stackOf>): AppointmentValues {
  const { appointment } = load(stackOf(...args)).systems;
  assert.ok(appointment);
  return appointment;
}

/** All problems of such a stack. */
export function problemsOf(...args: Parameters<typeof stackOf>): readonly Problem[] {
  try {
    load(stackOf(...args));
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
  return [];
}

/** The one problem of such a stack. */
export function problemOf(...args: Parameters<typeof stackOf>): Problem {
  const [problem, ...others] = problemsOf(...args);
  assert.ok(problem, "nothing was refused");
  assert.deepEqual(others, []);
  return problem;
}
