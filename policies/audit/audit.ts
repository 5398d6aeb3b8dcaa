/** Judges plain manifests by the rules of the pack. */
import type { Exemption } from "../exemptions/register";
import { disagreements, DISAGREEMENT_REMEDY, uses } from "../judging/exempted";
import { environmentIn, Environments, type Environment } from "../judging/environment";
import type { Context } from "../judging/judge";
import { judgedObjects, type Judged } from "../judging/judged";
import { byEnvironment } from "../judging/level";
import { judgeAll, type Outcome } from "../judging/run";
import type { Settings } from "../judging/settings";
import { manifestType } from "../kubernetes/kinds";
import { rule, type Rule } from "../rules/rule";
import { at, root, show, text } from "../values/field";
import type { PolicyLevel } from "./configuration";
import { isKnown } from "./kinds";
import { readManifests, type Manifest } from "./manifests";
import { optionOf, rulesOf, type Profile, type RuleSet } from "./profiles";
import type { AuditReport, Exempted, Fault, Place, UnknownKind, Violation } from "./report";
import type { Source } from "./sources";

export interface AuditOptions {
  readonly profile: Profile;
  /** The environment to judge by, whatever the labels of namespaces say; `undefined` lets them decide, and prod the rest. */
  readonly environment: string | undefined;
  /** The stack for which exemptions count; initially the environment. */
  readonly stack: string | undefined;
  readonly register: readonly Exemption[];
  /** Today as `YYYY-MM-DD` in UTC. */
  readonly today: () => string;
  readonly settings: Settings;
  /** Levels by name of policy, as in a policy configuration. */
  readonly levels: ReadonlyMap<string, PolicyLevel>;
}

/** Where nobody says otherwise everything is judged as in production. */
export const INITIAL_ENVIRONMENT = "prod";

const disagreementRule: Rule = rule({
  name: "exemption-register",
  number: "X-00",
  title: "An object relies only on exemptions that the register holds for it",
  severity: "high",
  tags: ["exemptions"],
  remedy: DISAGREEMENT_REMEDY,
});

/** Judges all objects of the sources together, as one stack. */
export function audit(sources: readonly Source[], options: AuditOptions): AuditReport {
  const { profile, environment: forced, register, today, settings } = options;
  const environment = forced ?? INITIAL_ENVIRONMENT;
  const stack = options.stack ?? environment;
  const environments = forced === undefined ? new ByLabel(options.stack) : new OneEnvironment(forced);
  const context: Context = { register, today, environments, settings };
  const rules = rulesOf(profile);
  const { objects, faults } = objectsOf(sources, stack);
  const judged = [...objects.keys()];
  const placeOf = (object: Judged, path: string): Place => given(objects.get(object)).place(path);
  const outcomes = [
    ...judgeAll(judged, rules, context),
    ...(profile === "all" ? judged.flatMap((object) => disagreementsOf(object, context)) : []),
  ].flatMap((outcome) => withLevel(outcome, options.levels));
  return {
    profile,
    environment,
    stack,
    files: sources.length,
    objects: judged.length,
    rules: judgedRules(rules, profile),
    violations: inOrder(
      sources,
      outcomes.map((outcome) => violationOf(outcome, placeOf)),
    ),
    exempted: inOrder(sources, exemptedOf(judged, rules, context, placeOf)),
    rulesNotJudged: judgedRules(rules, profile).filter((known) => optionOf(known) !== undefined),
    kindsNotJudged: inOrder(sources, unknownKinds(objects, rules)),
    faults,
  };
}

/** The environments that labels state. What has none is judged as in production, which nobody said it is for. */
class ByLabel extends Environments {
  /** @param stack The stack that a person named, if any. */
  constructor(private readonly stack: string | undefined) {
    super(INITIAL_ENVIRONMENT);
  }

  override ofStack(): string | undefined {
    return this.stack === undefined ? undefined : environmentIn(this.stack);
  }
}

/** The environment that a person asked for, whatever labels say. */
class OneEnvironment extends Environments {
  constructor(private readonly name: string) {
    super(name);
  }

  override of(_namespace: string | undefined, stack: string): Environment {
    return { ...super.of(undefined, stack), text: `${this.name} (as asked for)` };
  }

  /** None that a label could disagree with: labels decide nothing here. */
  override ofStack(): string | undefined {
    return undefined;
  }
}

function objectsOf(
  sources: readonly Source[],
  stack: string,
): { objects: ReadonlyMap<Judged, Manifest>; faults: readonly Fault[] } {
  const objects = new Map<Judged, Manifest>();
  const faults: Fault[] = [];
  for (const source of sources) {
    const read = readManifests(source);
    faults.push(...read.faults);
    for (const manifest of read.manifests) {
      for (const judged of judgedOf(manifest, source.name, stack)) {
        objects.set(judged, manifest);
      }
    }
  }
  if (objects.size === 0 && faults.length === 0) {
    const file = sources.map(({ name }) => name).join(", ");
    faults.push({ file, message: "there is no object to judge; an empty result would look like a passing one" });
  }
  return { objects, faults };
}

function judgedOf(manifest: Manifest, file: string, stack: string): readonly Judged[] {
  const { apiVersion, kind, object, number } = manifest;
  const metadata = at(root(object), "metadata");
  const name = text(at(metadata, "name")) ?? text(at(metadata, "generateName")) ?? "(no name)";
  return judgedObjects(manifestType(apiVersion, kind), object, {
    name,
    urn: `urn:pulumi:${stack}::manifest::${file}#${number}`,
  });
}

function disagreementsOf(judged: Judged, context: Context): readonly Outcome[] {
  return disagreements(judged, context).map((message) => ({
    rule: disagreementRule,
    level: "mandatory" as const,
    judged,
    finding: {
      path: "metadata.annotations['bulwark.io/exemptions']",
      found: judged.at("metadata", "annotations", "bulwark.io/exemptions").value,
      wanted: "ids of entries that hold for this object",
    },
    text: `${message}\nRemedy: ${DISAGREEMENT_REMEDY}`,
  }));
}

/** The level that a configuration sets for the policy that the engine would name; none where it disables it. */
function withLevel(outcome: Outcome, levels: ReadonlyMap<string, PolicyLevel>): readonly Outcome[] {
  const { rule: broken, level } = outcome;
  const policy = byEnvironment(broken) && level === "advisory" ? `${broken.name}-advice` : broken.name;
  const configured = levels.get(policy) ?? levels.get("all") ?? level;
  return configured === "disabled" ? [] : [{ ...outcome, level: configured }];
}

function judgedRules(rules: RuleSet, profile: Profile): readonly Rule[] {
  const own = [...rules.objectRules, ...rules.stackRules].map((known) => known.rule);
  return profile === "all" ? [...own, disagreementRule] : own;
}

function violationOf(
  { rule: broken, level, judged, finding, text: message }: Outcome,
  placeOf: (judged: Judged, path: string) => Place,
): Violation {
  const { path, container, wanted, found } = finding;
  return {
    rule: broken,
    level,
    place: placeOf(judged, path),
    subject: judged.subject,
    ...(container === undefined ? {} : { container }),
    path,
    found: show(found),
    wanted,
    text: message,
  };
}

function exemptedOf(
  judged: readonly Judged[],
  { objectRules }: RuleSet,
  context: Context,
  placeOf: (judged: Judged, path: string) => Place,
): readonly Exempted[] {
  return judged.flatMap((object) =>
    objectRules
      .filter((known) => known.concerns(object.type))
      .flatMap((known) =>
        uses(known, object, context).map(({ finding: { container, path }, exemption, text: message }) => ({
          rule: known.rule,
          place: placeOf(object, path),
          subject: object.subject,
          ...(container === undefined ? {} : { container }),
          path,
          exemption,
          text: message,
        })),
      ),
  );
}

function unknownKinds(objects: ReadonlyMap<Judged, Manifest>, { objectRules }: RuleSet): readonly UnknownKind[] {
  return [...objects].flatMap(([{ type }, { apiVersion, kind, place }]) =>
    isKnown(type) || objectRules.some((known) => known.concerns(type))
      ? []
      : [{ apiVersion, kind, place: place("kind") }],
  );
}

function inOrder<T extends { readonly place: Place }>(sources: readonly Source[], items: readonly T[]): readonly T[] {
  const order = new Map(sources.map(({ name }, index) => [name, index]));
  const file = ({ place }: T): number => order.get(place.file) ?? 0;
  return [...items].sort((a, b) => file(a) - file(b) || a.place.line - b.place.line || a.place.column - b.place.column);
}

function given<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("An object was judged that no file brought.");
  }
  return value;
}
