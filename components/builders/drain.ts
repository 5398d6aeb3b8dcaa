import { ArgumentError, wholeNumber } from "../argument-error";
import type { Drain } from "./pod-settings";

/** Tells a policy how long the process itself needs after SIGTERM. */
const drainAnnotation = "bulwark.io/drain-seconds";

/** What a drain means for the pod and for its main container. */
export interface DrainFields {
  readonly terminationGracePeriodSeconds: number;
  readonly lifecycle?: { preStop: { sleep: { seconds: number } } | { exec: { command: string[] } } };
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The fields of a drain. The kubelet runs the hook and then waits for the process within one grace period
 * (Kubernetes, Pod Lifecycle: termination), so that it must be longer than both together.
 * @throws ArgumentError when it is not.
 */
export function drainFields({ preStop, drainSeconds, graceSeconds }: Drain): DrainFields {
  const hookSeconds = preStop === undefined ? 0 : wholeNumber("drain.preStop.sleepSeconds", preStop.sleepSeconds, 1);
  wholeNumber("drain.drainSeconds", drainSeconds, 0);
  wholeNumber("drain.graceSeconds", graceSeconds, 1);
  const needed = hookSeconds + drainSeconds;
  if (graceSeconds <= needed) {
    throw new ArgumentError(
      "drain.graceSeconds",
      `${graceSeconds}`,
      `more than ${needed} (${hookSeconds} s hook + ${drainSeconds} s drain)`,
      `raise it to at least ${needed + 1} or shorten the drain (R-47)`,
    );
  }
  return {
    terminationGracePeriodSeconds: graceSeconds,
    annotations: { [drainAnnotation]: String(drainSeconds) },
    ...(preStop === undefined ? {} : { lifecycle: { preStop: hook(preStop) } }),
  };
}

function hook({
  sleepSeconds,
  command,
}: NonNullable<Drain["preStop"]>): { sleep: { seconds: number } } | { exec: { command: string[] } } {
  return command === undefined ? { sleep: { seconds: sleepSeconds } } : { exec: { command: [...command] } };
}
