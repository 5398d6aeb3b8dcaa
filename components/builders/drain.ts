import { ArgumentError, wholeNumber } from "../argument-error";
import type { Drain, MeshMode } from "./pod-settings";

/** Tells a policy how long the process itself needs after SIGTERM. */
const drainAnnotation = "bulwark.io/drain-seconds";
/** Settings of one pod's proxy, as YAML; the injector reads it (Istio, ProxyConfig). */
const proxyConfigAnnotation = "proxy.istio.io/config";

/** What a drain means for the pod and for its main container. */
export interface DrainFields {
  readonly terminationGracePeriodSeconds: number;
  readonly lifecycle?: { preStop: { sleep: { seconds: number } } | { exec: { command: string[] } } };
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The fields of a drain. The kubelet runs the hook and then waits for the process within one grace period
 * (Kubernetes, Pod Lifecycle: termination), so that it must be longer than both together.
 * @param mesh how the pod is in a mesh: a sidecar is told to outlive the process. Default: outside.
 * @throws ArgumentError when the grace period is not longer, or no time is left for the sidecar.
 */
export function drainFields(drain: Drain, mesh?: MeshMode): DrainFields {
  const { preStop, drainSeconds, graceSeconds } = drain;
  const hookSeconds = preStop === undefined ? 0 : hookTime(preStop);
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
    annotations: {
      [drainAnnotation]: String(drainSeconds),
      ...(mesh === "sidecar" ? { [proxyConfigAnnotation]: proxyConfig(drain, needed) } : {}),
    },
    ...(preStop === undefined ? {} : { lifecycle: { preStop: hook(preStop) } }),
  };
}

/**
 * What a sidecar is told: to serve as long as the process may still use it, and to be there before the process starts
 * (R-52, G-29). It gets the order to stop together with the hook of the process, so that its time begins with the hook.
 * @param needed hook and drain of the process together.
 */
function proxyConfig({ graceSeconds, sidecarSeconds }: Drain, needed: number): string {
  // In the middle between the end of the process and the kill: late connections end, and the proxy ends by itself.
  const seconds = sidecarSeconds ?? Math.floor((needed + graceSeconds) / 2);
  const least = Math.max(1, needed);
  if (!Number.isSafeInteger(seconds) || seconds < least || seconds >= graceSeconds) {
    throw new ArgumentError(
      "drain.sidecarSeconds",
      `${seconds} with ${graceSeconds} s grace`,
      `a whole number of at least ${least} (hook and drain) and less than graceSeconds`,
      "correct it, leave it out, or raise graceSeconds (R-52)",
    );
  }
  return `terminationDrainDuration: ${seconds}s\nholdApplicationUntilProxyStarts: true\n`;
}

/** @throws ArgumentError when the command sleeps another time than the arithmetic assumes. */
function hookTime({ sleepSeconds, command = [] }: NonNullable<Drain["preStop"]>): number {
  wholeNumber("drain.preStop.sleepSeconds", sleepSeconds, 1);
  const slept = /\bsleep\s+(\d+)s?(?![\w.])/.exec(command.join(" "))?.[1];
  if (slept !== undefined && Number(slept) !== sleepSeconds) {
    const remedy = "write the same number of seconds in both";
    throw new ArgumentError("drain.preStop.sleepSeconds", sleepSeconds, `${slept}, as the command says`, remedy);
  }
  return sleepSeconds;
}

function hook({
  sleepSeconds,
  command,
}: NonNullable<Drain["preStop"]>): { sleep: { seconds: number } } | { exec: { command: string[] } } {
  return command === undefined ? { sleep: { seconds: sleepSeconds } } : { exec: { command: [...command] } };
}
