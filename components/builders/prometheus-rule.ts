import { ArgumentError } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import { groupOf, type Labels, type WorkloadIdentity } from "../types";
import { metadata } from "./metadata";
import { positiveDuration, prometheusMilliseconds, type PrometheusDuration } from "./prometheus-duration";
import { checkedPromql } from "./promql";

/** How soon a person must act: at once, within the working day, or never. */
export type Severity = "critical" | "warning" | "info";

/** A rule that calls somebody. */
export interface AlertRule {
  /** Such as `WorkloadRestarts`. */
  readonly alert: string;
  /** PromQL; each series that it yields is one alert. */
  readonly expression: string;
  /** How long the expression must hold before anybody is called; `0s` calls at once. */
  readonly for: PrometheusDuration;
  /** Becomes the label `severity`, by which alerts are routed. */
  readonly severity: Severity;
  /** Further labels. Default: none. */
  readonly labels?: Labels;
  /** One sentence; may use `{{ $labels.NAME }}` and `{{ $value }}`. */
  readonly summary: string;
  /** Default: none. */
  readonly description?: string;
  /** Address of the page that says what to do (annotation `runbook_url`), or `docs/PAGE.md#ALERT` of this repository. */
  readonly runbook: string;
}

/** A rule that keeps the result of an expression as a series of its own. */
export interface RecordingRule {
  /** Name of the series, by convention `level:metric:operation`. */
  readonly record: string;
  readonly expression: string;
  /** Default: none. */
  readonly labels?: Labels;
}

/** Rules that are evaluated one after another. */
export interface RuleGroup {
  /** Unique within the PrometheusRule. */
  readonly name: string;
  /** Default: the Prometheus instance's. */
  readonly interval?: PrometheusDuration;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** What one PrometheusRule holds. */
export interface PrometheusRuleSettings {
  readonly name: string;
  readonly groups: readonly RuleGroup[];
}

const page = /^(?:https?:\/\/[^\s/]+|docs\/[a-z0-9-]+\.md#)\S*$/;

type GroupFields = NonNullable<CustomFields<"PrometheusRule">["spec"]["groups"]>[number];
type RuleFields = NonNullable<GroupFields["rules"]>[number];

/**
 * A PrometheusRule.
 * @param instanceLabels by which the Prometheus instance selects its rules (G-48).
 * @throws ArgumentError for no group or an empty one, names that appear twice, expressions that Prometheus cannot read,
 * malformed names, durations and labels, and annotations whose braces do not close.
 */
export function prometheusRule(
  identity: WorkloadIdentity,
  { name, groups }: PrometheusRuleSettings,
  instanceLabels: Labels,
): CustomFields<"PrometheusRule"> {
  refuseEmpty("rules.groups", groups, "group");
  refuseRepeated(
    "rules.groups",
    groups.map((group) => group.name),
  );
  return {
    metadata: metadata(identity, { name, labels: { ...groupOf(identity), ...instanceLabels } }),
    spec: { groups: groups.map(groupFields) },
  };
}

function groupFields({ name, interval, rules }: RuleGroup): GroupFields {
  const path = `rules.${name}`;
  if (name.trim() === "") throw new ArgumentError("rules.groups", "an empty name", "a name", "name the group");
  refuseEmpty(path, rules, "rule");
  const fields = rules.map((rule) => ("alert" in rule ? alertFields(path, rule) : recordFields(path, rule)));
  refuseRepeated(
    path,
    fields.map(({ alert, record, labels }) => [alert ?? record, JSON.stringify(labels ?? {})].join(" ")),
  );
  return {
    name,
    ...(interval === undefined ? {} : { interval: positiveDuration(`${path}.interval`, interval) }),
    rules: fields,
  };
}

function alertFields(group: string, rule: AlertRule): RuleFields {
  const path = `${group}.${rule.alert}`;
  // Anything is allowed by Prometheus; people, routes and pages refer to it as one word.
  matching(path, rule.alert, /^[A-Z][A-Za-z0-9]*$/, "a name of letters and digits with a capital first");
  prometheusMilliseconds(`${path}.for`, rule.for);
  return {
    alert: rule.alert,
    expr: checkedPromql(`${path}.expression`, rule.expression),
    for: rule.for,
    labels: { ...seriesLabels(path, rule.labels ?? {}), severity: rule.severity },
    annotations: {
      summary: annotation(`${path}.summary`, rule.summary),
      ...(rule.description === undefined ? {} : { description: annotation(`${path}.description`, rule.description) }),
      runbook_url: matching(
        `${path}.runbook`,
        rule.runbook,
        page,
        "the address of a page, or its path in this repository",
      ),
    },
  };
}

function recordFields(group: string, { record, expression, labels }: RecordingRule): RuleFields {
  const path = `${group}.${record}`;
  matching(path, record, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "a metric name of letters, digits, _ and :");
  return {
    record,
    expr: checkedPromql(`${path}.expression`, expression),
    ...(labels === undefined ? {} : { labels: seriesLabels(path, labels) }),
  };
}

/** Labels of series, whose keys are not those of Kubernetes (Prometheus, Data model). */
function seriesLabels(path: string, labels: Labels): Record<string, string> {
  for (const key of Object.keys(labels)) {
    const allowed = "a name of letters, digits and _ that Prometheus or the rule does not set itself";
    matching(`${path}.labels`, key, /^(?!__|alertname$|severity$)[a-zA-Z_][a-zA-Z0-9_]*$/, allowed);
  }
  return { ...labels };
}

/** Annotations are templates (Prometheus, Template examples). */
function annotation(path: string, text: string): string {
  const allowed = "a text, its {{ and }} in pairs";
  return matching(path, text, /^(?=[\s\S]*\S)(?:(?!\{\{|\}\})[\s\S]|\{\{(?:(?!\{\{|\}\})[\s\S])+\}\})*$/, allowed);
}

function matching(path: string, text: string, pattern: RegExp, allowed: string): string {
  if (!pattern.test(text)) throw new ArgumentError(path, JSON.stringify(text), allowed, "correct it");
  return text;
}

function refuseEmpty(path: string, list: readonly unknown[], what: string): void {
  if (list.length === 0) throw new ArgumentError(path, `no ${what}`, `at least one ${what}`, "add one or leave it out");
}

function refuseRepeated(path: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ArgumentError(path, `${repeated} twice`, "each name once", "rename one, or tell them apart by labels");
  }
}
