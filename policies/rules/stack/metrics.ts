/** the figures of a service are for the cluster, not for whoever asks from outside. */
import type { Judged } from "../../judging/judged";
import type { StackReport } from "../../judging/stack";
import { at, elements, isSet, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";

const METRICS = "/metrics";
const USE_REGEX = "nginx.ingress.kubernetes.io/use-regex";
const DENYLIST = "nginx.ingress.kubernetes.io/denylist-source-range";

export const metricsInside: StackRule = {
  rule: rule({
    name: "metrics-inside",
    number: "R-71",
    title: "No Ingress or VirtualService publishes /metrics",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { nsa: "Network separation and hardening", hipaa: "164.312(a)(1)" },
    tags: ["network", "exposure", "stack"],
    remedy:
      "Publish narrower paths; or add an Ingress for the same host with an Exact /metrics rule that denies all sources.",
  }),
  check: (stack, report) => {
    const ingresses = stack.of("networking.k8s.io", "Ingress");
    const denied = deniedHosts(ingresses);
    for (const ingress of ingresses.filter((one) => !deniesAllSources(one))) {
      judgeIngress(ingress, denied, report);
    }
    for (const route of stack.of("networking.istio.io", "VirtualService")) {
      judgeVirtualService(route, denied, report);
    }
  },
};

/** Whether an Ingress lets no source through. */
function deniesAllSources(ingress: Judged): boolean {
  const ranges = text(ingress.at("metadata", "annotations", DENYLIST))?.split(",") ?? [];
  return ranges.some((range) => range.trim() === "0.0.0.0/0");
}

function deniedHosts(ingresses: readonly Judged[]): ReadonlySet<unknown> {
  const rules = ingresses.filter(deniesAllSources).flatMap((ingress) => elements(ingress.at("spec", "rules")));
  return new Set(
    rules
      .filter((entry) =>
        elements(at(entry, "http", "paths")).some(
          (path) => member(path, "path").value === METRICS && member(path, "pathType").value === "Exact",
        ),
      )
      .map((entry) => member(entry, "host").value),
  );
}

function judgeIngress(ingress: Judged, denied: ReadonlySet<unknown>, report: StackReport): void {
  const isPattern = ingress.at("metadata", "annotations", USE_REGEX).value === "true";
  for (const entry of elements(ingress.at("spec", "rules"))) {
    const host = member(entry, "host");
    if (denied.has(host.value)) {
      continue;
    }
    for (const item of elements(at(entry, "http", "paths"))) {
      const path = member(item, "path");
      const exact = member(item, "pathType").value === "Exact";
      if (isUnknown(path) || isUnknown(host)) {
        report.undecide(ingress, isUnknown(path) ? path : host);
      } else if (exact ? path.value === METRICS : begins(text(path) ?? "/", isPattern)) {
        report.forbid(ingress, path, "a path that is not /metrics and no prefix of it");
      }
    }
  }
}

/** Whether an Ingress publishes `/metrics` by a path, which ingress-nginx may read as the beginning of an expression. */
function begins(path: string, isPattern: boolean): boolean {
  return isPrefix(path) || (isPattern && matchesMetrics(`${path}.*`));
}

/** Whether a path is `/metrics`, below it, or something that it begins with: `/` too. */
function isPrefix(path: string): boolean {
  return METRICS.startsWith(path) || path === `${METRICS}/`;
}

const isMeshOnly = (gateways: Field): boolean =>
  elements(gateways).length > 0 && elements(gateways).every(({ value }) => value === "mesh");

function judgeVirtualService(route: Judged, denied: ReadonlySet<unknown>, report: StackReport): void {
  const gateways = route.at("spec", "gateways");
  const hosts = elements(route.at("spec", "hosts"));
  // Without gateways a route is for the mesh only.
  if (!isSet(gateways) || isMeshOnly(gateways) || (hosts.length > 0 && hosts.every(({ value }) => denied.has(value)))) {
    return;
  }
  for (const entry of elements(route.at("spec", "http"))) {
    const alternatives = elements(member(entry, "match"));
    const answered = isSet(member(entry, "directResponse"));
    const published = alternatives.filter((match) => !isMeshOnly(member(match, "gateways")));
    if (alternatives.length === 0 && !answered) {
      report.forbid(route, member(entry, "match"), "a match of paths without /metrics");
    }
    for (const uri of answered ? [] : published.map((match) => member(match, "uri"))) {
      judgeUri(route, uri, report);
    }
    if (answered && alternatives.some((match) => coversMetrics(match))) {
      // The first route that matches answers, so that none of the later ones publishes the path.
      return;
    }
  }
}

function coversMetrics(match: Field): boolean {
  const uri = member(match, "uri");
  const isOnly = Object.keys(match.value as object).every((key) => key === "uri");
  return isOnly && (at(uri, "exact").value === METRICS || at(uri, "prefix").value === METRICS);
}

function judgeUri(route: Judged, uri: Field, report: StackReport): void {
  const [exact, prefix, regex] = ["exact", "prefix", "regex"].map((kind) => member(uri, kind));
  const unknown = [uri, exact, prefix, regex].find((field) => field !== undefined && isUnknown(field));
  if (unknown !== undefined) {
    report.undecide(route, unknown);
  } else if (!isSet(uri)) {
    report.forbid(route, uri, "a path without /metrics");
  } else if (
    exact?.value === METRICS ||
    (prefix !== undefined && isSet(prefix) && isPrefix(text(prefix) ?? "/")) ||
    (regex !== undefined && isSet(regex) && matchesMetrics(text(regex) ?? ""))
  ) {
    report.forbid(route, uri, "a path that is not /metrics and no prefix of it");
  }
}

/** Whether an expression, which always means the whole path, takes in `/metrics`; one that cannot be read does. */
function matchesMetrics(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(METRICS);
  } catch {
    return true;
  }
}
