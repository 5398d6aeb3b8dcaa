/** What the exemptions register and the objects say of each other. */
import type { Finding } from "../controls/control";
import { EXEMPTIONS_ANNOTATION, mismatch, outOfDate, WARNING_DAYS } from "../exemptions/decide";
import { daysBetween, type Exemption } from "../exemptions/register";
import { describe } from "../kubernetes/object";
import type { ObjectRule } from "../rules/rule";
import { UNKNOWN } from "../values/field";
import { carriedBy } from "./carried";
import { judgeObject, type Context } from "./judge";
import type { Judged } from "./judged";

/** What whoever meets a disagreement should do. */
export const DISAGREEMENT_REMEDY = `Correct the annotation ${EXEMPTIONS_ANNOTATION}, or have the entry granted in the register.`;

function idsOf({ field }: Judged): readonly string[] {
  const carried = carriedBy(field.value);
  return carried === UNKNOWN ? [] : carried;
}

/** Where an object relies on an exemption that the register does not hold for it, or no longer. */
export function disagreements(judged: Judged, { register, today }: Context): readonly string[] {
  return idsOf(judged).flatMap((id) => {
    const entry = register.find((candidate) => candidate.id === id);
    const why =
      entry === undefined
        ? `the register has no entry ${id}; it has ${register.map((known) => known.id).join(", ") || "none"}`
        : (mismatch(entry, judged.subject) ?? outOfDate(entry, today()));
    return why === undefined ? [] : [`${describe(judged.subject)}: ${EXEMPTIONS_ANNOTATION} names ${id}, but ${why}.`];
  });
}

/** A finding that an exemption lifts. */
export interface Use {
  readonly finding: Finding;
  readonly exemption: Exemption;
  /** Object, container, exemption, its end and its reason; a warning if the end is near. */
  readonly text: string;
}

/** Every use that an object makes of exemptions from one rule. */
export function uses(objectRule: ObjectRule, judged: Judged, context: Context): readonly Use[] {
  if (idsOf(judged).length === 0) {
    return [];
  }
  const { rule } = objectRule;
  return judgeObject(objectRule, judged, context).findings.flatMap(({ finding, decision }) => {
    if (decision.kind !== "granted") {
      return [];
    }
    const { exemption } = decision;
    const { id, reason, owner, expiry, breakGlass } = exemption;
    const left = daysBetween(context.today(), expiry);
    const container = finding.container === undefined ? "" : `, container ${finding.container}`;
    const warning = left <= WARNING_DAYS ? `\nIt expires in ${left} days: mend the object or have it renewed.` : "";
    const emergency = breakGlass === undefined ? "" : `Break-glass, ${breakGlass}: `;
    const text =
      `${emergency}${describe(judged.subject)}${container}: ${rule.number} ${rule.name} is lifted by ${id} until ` +
      `${expiry} (${owner}): ${reason}${warning}`;
    return [{ finding, exemption, text }];
  });
}
