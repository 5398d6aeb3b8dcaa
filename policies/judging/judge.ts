/** What a rule says about an object, with what the exemptions register says about that. */
import { Report, type Finding } from "../controls/control";
import { decide, type Decision } from "../exemptions/decide";
import type { Exemption } from "../exemptions/register";
import type { ObjectRule, Rule } from "../rules/rule";
import { carriedBy } from "./carried";
import type { Environment, Environments } from "./environment";
import type { Judged } from "./judged";
import type { Settings } from "./settings";
import type { JudgedFinding, Verdict } from "./verdict";

/** What all judgements of one run share. */
export interface Context {
  readonly register: readonly Exemption[];
  /** Today as `YYYY-MM-DD` in UTC; asked at each judgement, so that tests can set the day. */
  readonly today: () => string;
  readonly environments: Environments;
  readonly settings: Settings;
}

/** The verdict of a rule over an object; reached once for each object. */
export function judgeObject(objectRule: ObjectRule, judged: Judged, context: Context): Verdict {
  const { rule } = objectRule;
  const known = judged.verdicts.get(rule.name);
  if (known !== undefined) {
    return known;
  }
  const report = new Report({ partial: judged.type.patch });
  objectRule.check(judged, report, context.settings, context.environments);
  const verdict: Verdict = {
    findings: report.findings.map((finding) => ({ finding, decision: decision(rule, finding, judged, context) })),
    undecided: report.undecided,
  };
  judged.verdicts.set(rule.name, verdict);
  return verdict;
}

/** The findings that no exemption lifts, and none might lift once it is known. */
export function standing(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  return findings.filter(({ decision: { kind } }) => kind !== "granted" && kind !== "undecided");
}

/** The environment that an object belongs to. */
export function environmentOf({ subject }: Judged, { environments }: Context): Environment {
  return environments.of(subject.kind === "Namespace" ? subject.name : subject.namespace, subject.stack);
}

/** Of a rule that allows no exemption only break-glass entries count. */
function decision(rule: Rule, finding: Finding, { field, subject }: Judged, context: Context): Decision {
  const register = rule.exemptable
    ? context.register
    : context.register.filter(({ breakGlass }) => breakGlass !== undefined);
  return decide(register, {
    control: rule.number,
    subject,
    container: finding.container,
    carried: carriedBy(field.value),
    today: context.today(),
  });
}
