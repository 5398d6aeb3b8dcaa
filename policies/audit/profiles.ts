/** Which rules an audit judges. */
import { seccompBaseline } from "../controls/profiles";
import { capabilitiesBaseline } from "../controls/users";
import { hostPathVolumes } from "../controls/volumes";
import { judge } from "../controls/control";
import { profile, type ActiveControl } from "../controls/podsecurity";
import { objectRules, stackRules } from "../rules/all";
import { podRules } from "../rules/pod-rules";
import { podRule, rule, type ObjectRule, type Rule, type StackRule } from "../rules/rule";

/** `baseline` and `restricted` are the levels of the Pod Security Standards, `all` is every rule of the pack. */
export type Profile = "baseline" | "restricted" | "all";

export const profiles: readonly Profile[] = ["baseline", "restricted", "all"];

export interface RuleSet {
  readonly objectRules: readonly ObjectRule[];
  readonly stackRules: readonly StackRule[];
}

export function rulesOf(chosen: Profile): RuleSet {
  return chosen === "all" ? { objectRules, stackRules } : { objectRules: podSecurity(chosen), stackRules: [] };
}

function podSecurity(level: "baseline" | "restricted"): readonly ObjectRule[] {
  return profile(level, "latest").map(
    (active) => podRules.find((known) => known.active.control.id === active.control.id) ?? baselineOnly(active),
  );
}

type Text = Pick<Rule, "name" | "number" | "severity" | "remedy">;

/** What `baseline` demands where the pack itself demands more: the control that `restricted` replaces. */
const replaced: Readonly<Record<string, Text>> = {
  [capabilitiesBaseline.id]: {
    name: "capabilities-baseline",
    number: "R-08",
    severity: "high",
    remedy: "Remove from securityContext.capabilities.add what the container runtime does not give by default.",
  },
  [hostPathVolumes.id]: {
    name: "host-path-volumes",
    number: "R-11",
    severity: "critical",
    remedy: "Use a PersistentVolumeClaim for data, an emptyDir for scratch.",
  },
  [seccompBaseline.id]: {
    name: "seccomp-profile-baseline",
    number: "R-10",
    severity: "high",
    remedy: "Set securityContext.seccompProfile.type to RuntimeDefault, or remove it.",
  },
  procMount: {
    name: "proc-mount-baseline",
    number: "R-12",
    severity: "high",
    remedy: "Remove procMount, so that the masks over /proc stay in place.",
  },
};

function baselineOnly({ control, version }: ActiveControl): ObjectRule {
  const text = replaced[control.id];
  if (text === undefined) {
    throw new Error(`No rule describes the PodSecurity control ${control.id}.`);
  }
  const frameworks = { pss: `baseline: ${control.id}`, nsa: "Kubernetes Pod security" };
  const given = rule({ ...text, title: control.title, frameworks, tags: ["pod-security", "baseline"] });
  return podRule(given, (pod, report) => {
    report.include(judge(control, version, pod));
  });
}

/** Rules about resource options, and of which: these stand in a program, never in a manifest. */
const aboutOptions: Readonly<Record<string, string>> = {
  "protect-data": "protect",
  "replicas-left-alone": "ignoreChanges",
};

/** The option that a rule asks for; `undefined` if a manifest tells all that the rule needs. */
export function optionOf({ name }: Rule): string | undefined {
  return aboutOptions[name];
}
