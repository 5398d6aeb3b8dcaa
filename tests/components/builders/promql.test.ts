import assert from "node:assert/strict";
import fc from "fast-check";
import { ArgumentError } from "../../../components/argument-error";
import { checkedPromql } from "../../../components/builders/promql";

const accepted = [
  "up",
  "vector(1)",
  "-up",
  'up{job="api", instance=~"a.*",} == 0',
  '{__name__="up"}',
  "workload:error_ratio:5m > 14.4 * 0.0005",
  "sum by (job) (rate(http_requests_total[5m]))",
  "sum(rate(http_requests_total[5m])) by (job)",
  "avg_over_time(up[3d:5m])",
  "avg_over_time(up[3d:])",
  "max_over_time(rate(x[1m])[1h:1m])",
  "rate(x[5m] offset 1h)",
  "x @ end()",
  "x @ 1700000000",
  "up unless on () vector(1)",
  "a * on (job) group_left (node) b",
  "a * on (job) group_left (b + c)",
  "a == bool 1 and ignoring (x) b or c",
  'label_replace(up, "a", "$1", "b", "(.*)")',
  "histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m]))) # slow\n > 1e3",
  "quantile_over_time(0.9, x[1h30m])",
  "topk(3, x)",
  "sum", // a metric may have the name of an aggregation
];

const refused: readonly (readonly [string, RegExp])[] = [
  ["", /its end stands where an expression is expected/],
  ["sum(rate(x[5m])", /its end stands where , is expected/],
  ["(up", /its end stands where \) is expected/],
  ["up)", /\) stands where an operator or the end is expected/],
  ["(up]", /\] stands where \) is expected/],
  ['up{job="api}', /the quote of "api} does not close/],
  ["up{job=api}", /api stands where a text in quotes is expected/],
  ['up{job=="api"}', /== stands where one of = != =~ !~ is expected/],
  ['up{a:b="x"}', /a:b stands where the name of a label is expected/],
  ["up >", /its end stands where an expression is expected/],
  ["> 1", /> stands where an expression is expected/],
  ["up down", /down stands where an operator or the end is expected/],
  ["rate(x)", /rate needs a range/],
  ["abs(x[5m])", /abs takes no range/],
  ["sum(x[5m])", /sum takes no range/],
  ["x[5m]", /it yields a range and no value/],
  ['"text"', /it yields a string and no value/],
  ["x[5]", /5 is no duration/],
  ["rate(x[1m1h])", /1m1h is no duration/],
  ["rate(x[five])", /five stands where a duration is expected/],
  ["increase_total(x[5m])", /there is no function increase_total/],
  ["sumby(job)(x)", /there is no function sumby/],
  ["x[5m] > 1", /an operator stands beside a range/],
  ["by (x)", /by stands where an expression is expected/],
  ["up ; down", /; down means nothing/],
  ["up $ 1", /\$ 1 means nothing/],
  ["x @ soon", /soon stands where a time, start\(\) or end\(\) is expected/],
];

describe("components/builders/promql", () => {
  for (const expression of accepted) {
    it(`accepts ${JSON.stringify(expression)}`, () => {
      assert.equal(checkedPromql("rule", expression), expression);
    });
  }

  for (const [expression, reason] of refused) {
    it(`refuses ${JSON.stringify(expression)}`, () => {
      assert.throws(() => checkedPromql("rule", expression), reason);
    });
  }

  it("says which rule it was", () => {
    assert.throws(
      () => checkedPromql("rules.shop.ShopDown.expression", "up >"),
      /^ArgumentError: rules\.shop\.ShopDown\.expression: "up >" \(its end/,
    );
  });

  /** Expressions built by the grammar, and the same with one bracket taken away. */
  const expression = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("up", "1.5", 'x{a="(["}', "rate(x[5m])"),
      tie("value").map((inner) => `(${inner})`),
      tie("value").map((inner) => `sum by (a) (${inner})`),
      tie("value").map((inner) => `max_over_time((${inner})[1h:])`),
      fc
        .tuple(tie("value"), fc.constantFrom("+", ">", "and", "/ on (a)"), tie("value"))
        .map((parts) => parts.join(" ")),
    ),
  })).value;

  it("accepts what the grammar makes", () => {
    fc.assert(fc.property(expression, (text) => checkedPromql("rule", text) === text));
  });

  it("refuses it as soon as one bracket is missing", () => {
    const bracket = /[()[\]{}](?=(?:[^"]*"[^"]*")*[^"]*$)/g;
    fc.assert(
      fc.property(expression, fc.nat(), (text, choice) => {
        const places = [...text.matchAll(bracket)].map(({ index }) => index);
        const place = places[choice % Math.max(places.length, 1)];
        fc.pre(place !== undefined);
        assert.throws(() => checkedPromql("rule", text.slice(0, place) + text.slice(place + 1)), ArgumentError);
      }),
    );
  });

  it("answers every text with a verdict and no other error", () => {
    const word = fc.constantFrom(
      "up",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "5m",
      '"',
      "=",
      "and",
      "by",
      "rate",
      ",",
      ":",
      "@",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 12 }).map((words) => words.join(" ")),
        ),
        (text) => {
          try {
            checkedPromql("rule", text);
          } catch (error) {
            assert.ok(error instanceof ArgumentError);
          }
        },
      ),
    );
  });
});
