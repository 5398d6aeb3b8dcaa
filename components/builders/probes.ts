import { ArgumentError, wholeNumber } from "../argument-error";
import type { Port } from "../types";
import type { Probe, ProbeAction, Probes } from "./pod-settings";
import { assertDeclared } from "./ports";

/** A probe as the API takes it. */
export interface ProbeFields {
  tcpSocket?: { port: string | number };
  httpGet?: { path: string; port: string | number };
  exec?: { command: string[] };
  initialDelaySeconds?: number;
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

/**
 * The probes of a container.
 * @throws ArgumentError for times outside the API's bounds, unknown ports, paths without a slash, and a readiness
 * probe that is slower or more patient than liveness: a pod must leave the endpoints before it is restarted.
 */
export function probeFields(
  path: string,
  { liveness, readiness, startup }: Probes,
  ports: readonly Port[],
): { livenessProbe: ProbeFields; readinessProbe: ProbeFields; startupProbe?: ProbeFields } {
  for (const field of ["periodSeconds", "failureThreshold"] as const) {
    if (readiness[field] > liveness[field]) {
      throw new ArgumentError(
        `${path}.readiness.${field}`,
        readiness[field],
        `at most liveness.${field}, which is ${liveness[field]}`,
        "check readiness at least as often and as strictly as liveness (R-54)",
      );
    }
  }
  return {
    livenessProbe: probe(`${path}.liveness`, liveness, ports),
    readinessProbe: probe(`${path}.readiness`, readiness, ports),
    ...(startup === undefined ? {} : { startupProbe: probe(`${path}.startup`, startup, ports) }),
  };
}

/** The ports that the kubelet asks, each once. */
export function probePorts(containers: readonly { readonly probes: Probes }[]): Port[] {
  const asked = containers
    .flatMap(({ probes: { liveness, readiness, startup } }) => [liveness, readiness, ...(startup ? [startup] : [])])
    .flatMap((each) => ("tcp" in each ? [each.tcp] : "http" in each ? [each.http] : []));
  return asked.filter((port, index) => asked.findIndex(({ number }) => number === port.number) === index);
}

function probe(path: string, settings: Probe, ports: readonly Port[]): ProbeFields {
  const delay = wholeNumber(`${path}.initialDelaySeconds`, settings.initialDelaySeconds ?? 0, 0);
  return {
    ...action(path, settings, ports),
    // The API server drops a zero, so that writing it would look like drift.
    ...(delay === 0 ? {} : { initialDelaySeconds: delay }),
    periodSeconds: wholeNumber(`${path}.periodSeconds`, settings.periodSeconds, 1),
    timeoutSeconds: wholeNumber(`${path}.timeoutSeconds`, settings.timeoutSeconds, 1),
    failureThreshold: wholeNumber(`${path}.failureThreshold`, settings.failureThreshold, 1),
  };
}

function action(
  path: string,
  settings: ProbeAction,
  ports: readonly Port[],
): Pick<ProbeFields, "tcpSocket" | "httpGet" | "exec"> {
  if ("exec" in settings) {
    if (settings.exec.length === 0) {
      throw new ArgumentError(`${path}.exec`, "an empty command", "a command", "name the program to run");
    }
    return { exec: { command: [...settings.exec] } };
  }
  const port = "tcp" in settings ? settings.tcp : settings.http;
  assertDeclared(path, port, ports);
  const reference = settings.targetBy === "number" ? port.number : port.name;
  if ("tcp" in settings) return { tcpSocket: { port: reference } };
  if (!settings.path.startsWith("/")) {
    throw new ArgumentError(`${path}.path`, `"${settings.path}"`, "a path that begins with /", "add the slash");
  }
  return { httpGet: { path: settings.path, port: reference } };
}
