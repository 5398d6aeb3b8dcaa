/** a NetworkPolicy allows ports that somebody named, not whatever its peers can be asked for. */
import type { Report } from "../../controls/control";
import { elements, isUnknown, member, number, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";
import { DIRECTIONS, isNetworkPolicy } from "./policies";

/** A range from here on is no list of ports that a program needs; passive FTP and the like get by with far less. */
const HALF_OF_ALL = 32_768;

export const openPorts: ObjectRule = {
  rule: rule({
    name: "open-ports",
    number: "R-19",
    title: "Every rule of a NetworkPolicy names its ports",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { cis: "5.3.2", nsa: "Network separation and hardening: network policies", hipaa: "164.312(e)(1)" },
    tags: ["network"],
    remedy: "List the ports that the peers need; a rule without ports allows every port.",
  }),
  concerns: isNetworkPolicy,
  check: (judged, report) => {
    for (const [direction, side] of DIRECTIONS) {
      const rules = judged.at("spec", direction);
      for (const unknown of [rules, ...elements(rules)].filter(isUnknown)) {
        report.undecide(unknown);
      }
      for (const entry of elements(rules).filter((field) => !isUnknown(field))) {
        const peers = member(entry, side);
        // Whether a rule may leave out its peers, and its ports with them, is a matter of R-26.
        if (isUnknown(peers) || elements(peers).length > 0) {
          judgePorts(member(entry, "ports"), report);
        }
      }
    }
  },
};

function judgePorts(ports: Field, report: Report): void {
  if (elements(ports).length === 0) {
    report.demand(ports, () => false, "at least one port");
  }
  for (const entry of elements(ports)) {
    const [port, last] = [member(entry, "port"), member(entry, "endPort")];
    report.demand(port, () => true, "the number or the name of a port");
    report.restrict(
      last,
      () => (number(last) ?? 0) - (number(port) ?? 0) < HALF_OF_ALL - 1,
      "the end of a range of less than half of all ports",
    );
  }
}
