/** Whether the register and the object together exempt a container from a rule. */
import { UNKNOWN } from "../values/field";
import type { Subject } from "../kubernetes/object";
import { daysBetween, type Exemption } from "./register";

/** The annotation by which an object names the entries of the register that it relies on, separated by commas. */
export const EXEMPTIONS_ANNOTATION = "bulwark.io/exemptions";

/** From this many days before its end an exemption is announced as expiring. */
export const WARNING_DAYS = 30;

export interface ExemptionRequest {
  readonly control: string;
  readonly subject: Subject;
  readonly container: string | undefined;
  /** The ids that the object carries; `UNKNOWN` where its annotation is not known yet. */
  readonly carried: readonly string[] | typeof UNKNOWN;
  /** Today as `YYYY-MM-DD`. */
  readonly today: string;
}

export type Decision =
  /** Neither the register nor the object speaks of an exemption. */
  | { readonly kind: "none" }
  | { readonly kind: "granted"; readonly exemption: Exemption }
  /** A preview does not know yet what the object carries, and the register would exempt it. */
  | { readonly kind: "undecided" }
  /** One of the two does, but not in a way that counts. */
  | { readonly kind: "refused"; readonly why: string };

/** The ids in the value of the annotation. */
export function carriedIds(annotation: string | undefined): readonly string[] {
  return (annotation ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}

/** Why an entry does not hold for this stack and object; `undefined` if it does. */
export function mismatch(exemption: Exemption, subject: Subject): string | undefined {
  if (!exemption.stacks.includes(subject.stack)) {
    return `it holds in the stacks ${exemption.stacks.join(", ")}, not in ${subject.stack}`;
  }
  const names = [`${subject.kind}/${subject.name}`, `${subject.kind}/${subject.namespace ?? ""}/${subject.name}`];
  return names.includes(exemption.object) ? undefined : `it is for ${exemption.object}`;
}

/** Why an entry does not hold today; `undefined` if it does. It still holds on the day of its expiry. */
export function outOfDate(exemption: Exemption, today: string): string | undefined {
  if (daysBetween(today, exemption.expiry) < 0) {
    return `it expired on ${exemption.expiry}`;
  }
  return daysBetween(exemption.date, today) < 0 ? `it begins only on ${exemption.date}` : undefined;
}

/** Decides over one rule and one container. The entry and the object's annotation must agree in every point. */
export function decide(register: readonly Exemption[], request: ExemptionRequest): Decision {
  const { carried } = request;
  if (carried === UNKNOWN) {
    const atBest = decide(register, { ...request, carried: register.map(({ id }) => id) });
    return atBest.kind === "granted" ? { kind: "undecided" } : atBest;
  }
  const forRule = register.filter(({ control }) => control === request.control);
  const matching = forRule.filter(
    (entry) => mismatch(entry, request.subject) === undefined && entry.container === request.container,
  );
  const named = matching.filter(({ id }) => carried.includes(id));
  const valid = named.find((entry) => outOfDate(entry, request.today) === undefined);
  if (valid !== undefined) {
    return { kind: "granted", exemption: valid };
  }
  const [stale] = named;
  if (stale !== undefined) {
    return {
      kind: "refused",
      why: `the exemption ${stale.id} does not count: ${outOfDate(stale, request.today) ?? ""}`,
    };
  }
  const [silent] = matching;
  if (silent !== undefined) {
    return {
      kind: "refused",
      why: `the register has the exemption ${silent.id}, but the object lacks the annotation ${EXEMPTIONS_ANNOTATION}: "${silent.id}"`,
    };
  }
  const elsewhere = forRule.find(({ id }) => carried.includes(id));
  if (elsewhere !== undefined) {
    const why = mismatch(elsewhere, request.subject) ?? `it is for the container ${elsewhere.container ?? "(none)"}`;
    return { kind: "refused", why: `the exemption ${elsewhere.id} does not count: ${why}` };
  }
  return { kind: "none" };
}
