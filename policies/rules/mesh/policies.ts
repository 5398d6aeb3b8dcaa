/** inside the mesh everybody is known, and may do what somebody wrote down. */
import { isKind } from "../../kubernetes/kinds";
import { at, elements, isUnknown, member, members, text, type Field, type Value } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

export const strictMtls: ObjectRule = {
  rule: rule({
    name: "strict-mtls",
    number: "R-29",
    title: "PeerAuthentication demands mTLS",
    severity: "critical",
    frameworks: { nsa: "Network separation and hardening: TLS", hipaa: "164.312(e)(1)" },
    tags: ["istio", "tls"],
    remedy: "Set mtls.mode to STRICT, for the workload and for each of its ports.",
  }),
  concerns: (type) => isKind(type, "security.istio.io", "PeerAuthentication"),
  check: (judged, report, { plaintextPorts }) => {
    const isStrict = (mode: unknown): boolean => mode === "STRICT";
    report.demand(judged.at("spec", "mtls", "mode"), isStrict, "STRICT");
    const ports = judged.at("spec", "portLevelMtls");
    if (isUnknown(ports)) {
      report.undecide(ports);
    }
    for (const { field } of members(ports).filter(
      (port) => !plaintextPorts.includes(`${judged.subject.name} ${port.key}`),
    )) {
      report.demand(member(field, "mode"), isStrict, "STRICT");
    }
  },
};

const WHO = ["principals", "requestPrincipals", "namespaces", "serviceAccounts", "ipBlocks", "remoteIpBlocks"] as const;

/** Whether a value takes in whom nobody has named; a principal with a wildcard must at least name its namespace. */
function isOpen(who: (typeof WHO)[number], value: Value): boolean {
  if (typeof value !== "string") {
    return false;
  }
  switch (who) {
    case "principals":
      return value.includes("*") && (value.startsWith("*") || !/\/ns\/[^/*]+\//.test(value));
    case "ipBlocks":
    case "remoteIpBlocks":
      return /\/0*[0-7]$/.test(value);
    default:
      return value === "*";
  }
}

export const authorizationPeers: ObjectRule = {
  rule: rule({
    name: "authorization-peers",
    number: "X-10",
    title: "An AuthorizationPolicy that allows names whom",
    severity: "critical",
    frameworks: { nsa: "Authentication and authorization", hipaa: "164.312(a)(1)" },
    tags: ["istio"],
    remedy: 'Name principals or namespaces in every rule under from; no rule without from, and no "*".',
  }),
  concerns: (type) => isKind(type, "security.istio.io", "AuthorizationPolicy"),
  check: (judged, report) => {
    const action = judged.at("spec", "action");
    if (isUnknown(action)) {
      report.undecide(action);
    }
    if ((text(action) ?? "ALLOW") !== "ALLOW") {
      return;
    }
    const rules = judged.at("spec", "rules");
    for (const entry of [rules, ...elements(rules)].filter(isUnknown)) {
      report.undecide(entry);
    }
    for (const entry of elements(rules).filter((field) => !isUnknown(field))) {
      const from = member(entry, "from");
      if (isUnknown(from)) {
        report.undecide(from);
      } else if (elements(from).length === 0 && !isForMetrics(entry)) {
        report.demand(from, () => false, "at least one source");
      }
      for (const source of elements(from).map((item) => member(item, "source"))) {
        const named = WHO.map((who) => member(source, who));
        const unknown = [source, ...named, ...named.flatMap(elements)].find(isUnknown);
        const all = WHO.flatMap((who) => elements(member(source, who)).filter(({ value }) => isOpen(who, value)))[0];
        if (all !== undefined) {
          report.forbid(all, "a name");
        } else if (unknown !== undefined) {
          report.undecide(unknown);
        } else if (named.every((list) => elements(list).length === 0)) {
          report.demand(source, () => false, "principals or namespaces");
        }
      }
    }
  },
};

/** Whether a rule is about nothing but figures, which a Prometheus outside of the mesh reads without an identity. */
function isForMetrics(entry: Field): boolean {
  const operations = elements(member(entry, "to")).map((to) => elements(at(to, "operation", "paths")));
  return (
    operations.length > 0 &&
    operations.every((paths) => paths.length > 0 && paths.every(({ value }) => value === "/metrics"))
  );
}
