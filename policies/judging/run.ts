/** Judges objects without the engine: for plain manifests, and for tests that break one thing at a time. */
import type { Finding } from "../controls/control";
import type { ObjectRule, Rule, StackRule } from "../rules/rule";
import { environmentOf, judgeObject, standing, type Context } from "./judge";
import type { Judged } from "./judged";
import { levelIn, type Level } from "./level";
import { violation } from "./message";
import { Stack, StackReport } from "./stack";

/** One violation. */
export interface Outcome {
  readonly rule: Rule;
  readonly level: Level;
  readonly judged: Judged;
  readonly finding: Finding;
  /** The whole message: object, container, path, value found, value wanted, remedy. */
  readonly text: string;
}

/**
 * Everything that the rules have against the objects, which are taken to be a whole stack. Unlike the engine this knows
 * the labels of all namespaces beforehand.
 */
export function judgeAll(
  objects: readonly Judged[],
  rules: { readonly objectRules: readonly ObjectRule[]; readonly stackRules: readonly StackRule[] },
  context: Context,
): readonly Outcome[] {
  for (const { type, field } of objects) {
    context.environments.observe(type, field.value);
  }
  const outcome = (rule: Rule, judged: Judged, found: Parameters<typeof violation>[1]): Outcome[] => {
    const environment = environmentOf(judged, context);
    const level = levelIn(rule, environment);
    const text = violation(rule, found, judged, environment);
    return level === undefined ? [] : [{ rule, level, judged, finding: found.finding, text }];
  };
  const ofObjects = objects.flatMap((judged) =>
    rules.objectRules
      .filter((objectRule) => objectRule.concerns(judged.type))
      .flatMap((objectRule) =>
        standing(judgeObject(objectRule, judged, context).findings).flatMap((found) =>
          outcome(objectRule.rule, judged, found),
        ),
      ),
  );
  const stack = new Stack(objects.filter(({ type }) => !type.patch));
  const ofStack = rules.stackRules.flatMap((stackRule) => {
    const report = new StackReport();
    stackRule.check(stack, report, context.settings);
    return report.findings.flatMap(({ judged, finding }) =>
      outcome(stackRule.rule, judged, { finding, decision: { kind: "none" } }),
    );
  });
  return [...ofObjects, ...ofStack];
}
