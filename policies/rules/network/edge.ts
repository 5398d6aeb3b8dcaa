/** traffic from outside ends in TLS, at hosts that somebody chose. */
import type { Report } from "../../controls/control";
import type { Judged } from "../../judging/judged";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { at, elements, isSet, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const isIngress = (type: ObjectType): boolean =>
  isKind(type, "networking.k8s.io", "Ingress") || isKind(type, "extensions", "Ingress");
const isGateway = (type: ObjectType): boolean => isKind(type, "networking.istio.io", "Gateway");

/** The elements of a list that are known; what is not is left undecided. */
function known(list: Field, report: Report): readonly Field[] {
  const items = elements(list);
  for (const field of [list, ...items].filter(isUnknown)) {
    report.undecide(field);
  }
  return items.filter((item) => !isUnknown(item));
}

const frameworks = { nsa: "Network separation and hardening: TLS", hipaa: "164.312(e)(1)" };

export const ingressTls: ObjectRule = {
  rule: rule({
    name: "ingress-tls",
    number: "R-30",
    title: "Every host of an Ingress ends in TLS",
    severity: "critical",
    strictness: "outside-dev",
    frameworks,
    tags: ["network", "tls"],
    remedy: "List the host under tls with the Secret of its certificate.",
  }),
  concerns: isIngress,
  check: (judged, report) => {
    const tls = judged.at("spec", "tls");
    const blocks = known(tls, report);
    if (isUnknown(tls)) {
      return;
    }
    if (blocks.length === 0) {
      report.require(tls, "a block with hosts and secretName");
      return;
    }
    judgeRedirect(judged, report);
    for (const block of blocks) {
      report.demand(member(block, "secretName"), (value) => value !== "", "the Secret of the certificate");
    }
    const covered = blocks.flatMap((block) => elements(member(block, "hosts")));
    for (const entry of known(judged.at("spec", "rules"), report)) {
      const host = member(entry, "host");
      if (isUnknown(host) || covered.some(isUnknown)) {
        report.undecide(host);
      } else if (isSet(host) && !covered.some(({ value }) => covers(value, host.value))) {
        report.forbid(host, "a host that a tls block lists");
      }
    }
  },
};

/** ingress-nginx redirects HTTP where there is a certificate, unless it is told not to. */
function judgeRedirect(judged: Judged, report: Report): void {
  const annotations = judged.at("metadata", "annotations");
  const [redirect, force] = ["ssl-redirect", "force-ssl-redirect"].map((name) =>
    member(annotations, `nginx.ingress.kubernetes.io/${name}`),
  ) as [Field, Field];
  if (redirect.value === "false" && isUnknown(force)) {
    report.undecide(force);
  } else if (force.value !== "true") {
    report.restrict(redirect, (value) => value !== "false", '"true" or unset, as HTTP may only redirect');
  }
}

/** A wildcard covers one label. */
function covers(pattern: unknown, host: unknown): boolean {
  return (
    pattern === host ||
    (typeof pattern === "string" &&
      typeof host === "string" &&
      pattern.startsWith("*.") &&
      host.replace(/^[^.]*/, "*") === pattern)
  );
}

export const gatewayTls: ObjectRule = {
  rule: rule({
    name: "gateway-tls",
    number: "R-30",
    title: "Every server of a Gateway ends TLS with a certificate, or redirects to one that does",
    severity: "critical",
    strictness: "outside-dev",
    frameworks,
    tags: ["network", "tls", "istio"],
    remedy:
      "Set port.protocol HTTPS and tls { mode: SIMPLE, credentialName }, or tls.httpsRedirect on the HTTP server.",
  }),
  concerns: isGateway,
  check: (judged, report) => {
    for (const server of known(judged.at("spec", "servers"), report)) {
      const protocol = at(server, "port", "protocol");
      const tls = member(server, "tls");
      if (isUnknown(protocol)) {
        report.undecide(protocol);
      } else if (text(protocol)?.toUpperCase() === "HTTP") {
        report.demand(at(tls, "httpsRedirect"), (value) => value === true, "true, as HTTP may only redirect");
      } else {
        report.demand(at(tls, "mode"), (mode) => mode === "SIMPLE" || mode === "MUTUAL", "SIMPLE or MUTUAL");
        report.demand(at(tls, "credentialName"), (value) => value !== "", "the Secret of the certificate");
      }
    }
  },
};

export const hosts: ObjectRule = {
  rule: rule({
    name: "hosts",
    number: "X-09",
    title: "An edge publishes named hosts only",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { nsa: "Network separation and hardening", hipaa: "164.312(e)(1)" },
    tags: ["network", "exposure"],
    remedy: "Name every host; no wildcard and no default backend.",
  }),
  concerns: (type) => isIngress(type) || isGateway(type) || isKind(type, "networking.istio.io", "VirtualService"),
  check: (judged, report) => {
    if (isIngress(judged.type)) {
      report.restrict(judged.at("spec", "defaultBackend"), () => false, "unset");
    }
    for (const host of hostsOf(judged, report)) {
      report.demand(host, (value) => typeof value === "string" && value !== "" && !value.includes("*"), "one host");
    }
  },
};

function hostsOf(judged: Judged, report: Report): readonly Field[] {
  if (isIngress(judged.type)) {
    return known(judged.at("spec", "rules"), report).map((entry) => member(entry, "host"));
  }
  if (isGateway(judged.type)) {
    return known(judged.at("spec", "servers"), report).flatMap((server) => known(member(server, "hosts"), report));
  }
  return known(judged.at("spec", "hosts"), report);
}
