/** what a NetworkPolicy lets through is named. */
import type { Report } from "../../controls/control";
import type { Judged } from "../../judging/judged";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { at, elements, isUnknown, member, members, text, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

export const isNetworkPolicy = (type: ObjectType): boolean =>
  isKind(type, "networking.k8s.io", "NetworkPolicy") || isKind(type, "extensions", "NetworkPolicy");

/** The lists of rules that a policy has, and what each calls its peers. */
export const DIRECTIONS = [
  ["egress", "to"],
  ["ingress", "from"],
] as const;

/** Calls `visit` for each list of peers; what is unknown is left undecided. */
function eachPeerList(judged: Judged, report: Report, visit: (peers: Field, direction: string) => void): void {
  for (const [direction, side] of DIRECTIONS) {
    const rules = judged.at("spec", direction);
    for (const field of [rules, ...elements(rules)]) {
      if (isUnknown(field)) {
        report.undecide(field);
      }
    }
    for (const entry of elements(rules).filter((field) => !isUnknown(field))) {
      const peers = member(entry, side);
      const unknown = [peers, ...elements(peers)].find(isUnknown);
      if (unknown !== undefined) {
        report.undecide(unknown);
      }
      if (!isUnknown(peers)) {
        visit(peers, direction);
      }
    }
  }
}

/** Prefixes shorter than any network that somebody owns: two blocks of /1 are the whole world, too. */
export const WHOLE_WORLD = /\/0*[0-7]$/;

export const externalEgress: ObjectRule = {
  rule: rule({
    name: "external-egress",
    number: "R-25",
    title: "Only designated policies let traffic out to addresses, and none to all of them",
    severity: "high",
    exemptable: true,
    frameworks: { cis: "5.3.2", nsa: "Network separation and hardening: network policies", hipaa: "164.312(e)(1)" },
    tags: ["network"],
    remedy: "Name the smallest address block; add the policy to the setting externalEgress once it is agreed on.",
  }),
  concerns: isNetworkPolicy,
  check: (judged, report, settings) => {
    eachPeerList(judged, report, (peers, direction) => {
      if (direction !== "egress") {
        return;
      }
      for (const block of elements(peers).map((peer) => at(peer, "ipBlock", "cidr"))) {
        const name = judged.at("metadata", "name");
        if (isUnknown(block)) {
          report.undecide(block);
        } else if (WHOLE_WORLD.test(text(block) ?? "")) {
          report.forbid(block, "a block far smaller than the whole world");
        } else if (block.value !== undefined && isUnknown(name)) {
          report.undecide(name);
        } else if (block.value !== undefined && !settings.externalEgress.includes(judged.subject.name)) {
          report.forbid(block, `no address block outside of ${settings.externalEgress.join(", ")}`);
        }
      }
    });
  },
};

export const openPeers: ObjectRule = {
  rule: rule({
    name: "open-peers",
    number: "R-26",
    title: "Every rule of a NetworkPolicy names its peers",
    severity: "critical",
    exemptable: true,
    frameworks: { cis: "5.3.2", nsa: "Network separation and hardening: network policies", hipaa: "164.312(e)(1)" },
    tags: ["network"],
    remedy:
      "Name the peers by namespace and pod labels; a rule without peers, or with an empty namespaceSelector, lets all through.",
  }),
  concerns: isNetworkPolicy,
  check: (judged, report) => {
    eachPeerList(judged, report, (peers) => {
      if (elements(peers).length === 0) {
        report.demand(peers, () => false, "at least one peer");
      }
      for (const selector of elements(peers).map((peer) => member(peer, "namespaceSelector"))) {
        if (isUnknown(selector)) {
          report.undecide(selector);
        } else if (selector.value !== undefined && namesNoNamespace(selector)) {
          report.forbid(selector, "a selector with labels of the namespaces that are meant");
        }
      }
    });
  },
};

/** The label that the API server gives to every namespace. */
const NAME_LABEL = "kubernetes.io/metadata.name";

/** Whether a selector takes in namespaces that nobody has named: all of them, or all but some. */
function namesNoNamespace(selector: Field): boolean {
  const labels = member(selector, "matchLabels");
  const expressions = elements(member(selector, "matchExpressions"));
  const isVague = (expression: Field): boolean => {
    const operator = text(member(expression, "operator"));
    const isEverywhere = operator === "Exists" && member(expression, "key").value === NAME_LABEL;
    return isEverywhere || operator === "NotIn" || operator === "DoesNotExist";
  };
  return (
    selectsAll(selector) ||
    (!isUnknown(labels) && members(labels).length === 0 && expressions.length > 0 && expressions.every(isVague))
  );
}

/** Whether a selector demands nothing. One that is partly unknown may demand something. */
export function selectsAll(selector: Field): boolean {
  const labels = member(selector, "matchLabels");
  const expressions = member(selector, "matchExpressions");
  return (
    !isUnknown(labels) && !isUnknown(expressions) && members(labels).length === 0 && elements(expressions).length === 0
  );
}
