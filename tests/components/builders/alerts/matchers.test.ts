import assert from "node:assert/strict";
import fc from "fast-check";
import { matchers } from "../../../../components/builders/alerts/matchers";
import { checkedPromql } from "../../../../components/builders/promql";

describe("components/builders/alerts/matchers", () => {
  it("asks for exact values, and for what is written behind them", () => {
    assert.equal(matchers({ a: "x", b: "y" }, 'c=~"5.."'), '{a="x",b="y",c=~"5.."}');
    assert.equal(matchers({}), "{}");
  });

  it("quotes every value so that PromQL can read it", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        checkedPromql("expression", `up${matchers({ a: value })}`);
      }),
    );
  });
});
