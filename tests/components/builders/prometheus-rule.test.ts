import assert from "node:assert/strict";
import type { PrometheusDuration } from "../../../components/builders/prometheus-duration";
import {
  prometheusRule,
  type AlertRule,
  type RecordingRule,
  type RuleGroup,
} from "../../../components/builders/prometheus-rule";
import { identity } from "../fixtures";

const alert: AlertRule = {
  alert: "ShopDown",
  expression: "up == 0",
  for: "5m",
  severity: "critical",
  summary: "{{ $labels.instance }} does not answer.",
  runbook: "https://runbooks.example.com/ShopDown",
};
const record: RecordingRule = { record: "shop:up:ratio", expression: "avg(up)", labels: { shop: "main" } };
const build = (...groups: RuleGroup[]): ReturnType<typeof prometheusRule> =>
  prometheusRule(identity, { name: "shop", groups }, { release: "prometheus" });
const withAlert = (changes: Partial<AlertRule>): unknown => build({ name: "g", rules: [{ ...alert, ...changes }] });

describe("components/builders/prometheus-rule", () => {
  it("writes alerts with severity and runbook, and recorded series", () => {
    const { metadata, spec } = build({ name: "shop", interval: "1m", rules: [record, alert] });
    assert.deepEqual([metadata.name, metadata.labels["release"]], ["shop", "prometheus"]);
    assert.deepEqual(spec.groups, [
      {
        name: "shop",
        interval: "1m",
        rules: [
          { record: "shop:up:ratio", expr: "avg(up)", labels: { shop: "main" } },
          {
            alert: "ShopDown",
            expr: "up == 0",
            for: "5m",
            labels: { severity: "critical" },
            annotations: {
              summary: "{{ $labels.instance }} does not answer.",
              runbook_url: "https://runbooks.example.com/ShopDown",
            },
          },
        ],
      },
    ]);
  });

  it("names the rule whose expression Prometheus could not read", () => {
    assert.throws(() => withAlert({ expression: "up ==" }), /rules\.g\.ShopDown\.expression: "up ==" /);
  });

  it("calls at once only when that is written", () => {
    assert.equal(build({ name: "g", rules: [{ ...alert, for: "0s" }] }).spec.groups?.[0]?.rules?.[0]?.for, "0s");
    assert.throws(() => withAlert({ for: "" as PrometheusDuration }), /rules\.g\.ShopDown\.for/);
    assert.throws(() => withAlert({ for: "1.5m" }), /rules\.g\.ShopDown\.for/);
  });

  it("refuses the same alert twice unless labels tell them apart", () => {
    assert.throws(() => build({ name: "g", rules: [alert, alert] }), /rules\.g: ShopDown .* twice/);
    build({ name: "g", rules: [alert, { ...alert, labels: { window: "1h" } }] });
  });

  it("refuses no group, an empty group and two groups of one name", () => {
    assert.throws(() => build(), /rules\.groups: no group/);
    assert.throws(() => build({ name: "g", rules: [] }), /rules\.g: no rule/);
    assert.throws(() => build({ name: "g", rules: [alert] }, { name: "g", rules: [alert] }), /g twice/);
    assert.throws(() => build({ name: " ", rules: [alert] }), /an empty name/);
  });

  it("refuses malformed names of alerts, series and labels", () => {
    for (const name of ["", "shopDown", "Shop Down", "Shop-Down"]) {
      assert.throws(() => withAlert({ alert: name }), /letters and digits with a capital first/);
    }
    assert.throws(() => build({ name: "g", rules: [{ ...record, record: "shop-up" }] }), /a metric name/);
    for (const label of ["a-b", "1a", "__name__", "severity", "alertname"]) {
      assert.throws(() => withAlert({ labels: { [label]: "x" } }), /rules\.g\.ShopDown\.labels/);
    }
  });

  it("refuses annotations without words or with braces that do not close", () => {
    for (const summary of ["", " ", "{{ $value", "$value }}", "{{ a {{ b }}", "{{}}"]) {
      assert.throws(() => withAlert({ summary }), /rules\.g\.ShopDown\.summary/);
    }
    withAlert({ description: "a { b } {{ $value | humanize }} and {{ $labels.pod }}" });
  });

  it("wants the address of a runbook, or a heading of this repository's pages", () => {
    assert.doesNotThrow(() => withAlert({ runbook: "docs/alerts.md#ShopDown" }));
    for (const runbook of ["", "ShopDown", "https://", "ftp://example.com/x", "https://a.example.com/x y", "docs/x"]) {
      assert.throws(() => withAlert({ runbook }), /rules\.g\.ShopDown\.runbook/);
    }
  });
});
