/** even what may reach the whole world reaches no private network, and by HTTPS only (SPEC C-15). */
import type { Report } from "../../controls/control";
import { at, elements, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";
import { isNetworkPolicy, WHOLE_WORLD } from "./policies";

/** By a block of all addresses, what it must leave out: private, shared and link-local ranges. */
const EXCLUSIONS: Readonly<Record<string, readonly string[]>> = {
  "0.0.0.0/0": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
  "::/0": ["fc00::/7", "fe80::/10"],
};
const HTTPS = 443;

export const openBlocks: ObjectRule = {
  rule: rule({
    name: "open-blocks",
    number: "R-25",
    title: "A block of all addresses leaves out private ranges, and is for HTTPS only",
    severity: "high",
    frameworks: { cis: "5.3.2", nsa: "Network separation and hardening: network policies", hipaa: "164.312(e)(1)" },
    tags: ["network"],
    remedy: "List the private, shared and link-local ranges under except, and name port 443 only.",
  }),
  concerns: isNetworkPolicy,
  check: (judged, report) => {
    for (const entry of elements(judged.at("spec", "egress"))) {
      for (const block of elements(member(entry, "to")).map((peer) => member(peer, "ipBlock"))) {
        const cidr = member(block, "cidr");
        const wanted = EXCLUSIONS[text(cidr) ?? ""];
        if (wanted === undefined) {
          report.restrict(
            cidr,
            (value) => typeof value === "string" && !WHOLE_WORLD.test(value),
            "0.0.0.0/0 without private ranges, or a far smaller block",
          );
        } else {
          judgeExclusions(member(block, "except"), wanted, report);
          judgePorts(member(entry, "ports"), report);
        }
      }
    }
  },
};

function judgeExclusions(except: Field, wanted: readonly string[], report: Report): void {
  const given = new Set(elements(except).map(({ value }) => value));
  const missing = wanted.filter((range) => !given.has(range));
  const unknown = [except, ...elements(except)].find(isUnknown);
  if (missing.length > 0 && unknown !== undefined) {
    report.undecide(unknown);
  } else if (missing.length > 0) {
    report.forbid(except, `a list with ${missing.join(", ")}`);
  }
}

function judgePorts(ports: Field, report: Report): void {
  if (!isUnknown(ports) && elements(ports).length === 0) {
    report.demand(ports, () => false, "port 443");
  } else if (isUnknown(ports)) {
    report.undecide(ports);
  }
  for (const port of elements(ports)) {
    report.demand(at(port, "port"), (value) => value === HTTPS, String(HTTPS));
    report.restrict(at(port, "protocol"), (value) => value === "TCP", "TCP");
    report.restrict(at(port, "endPort"), () => false, "unset");
  }
}
