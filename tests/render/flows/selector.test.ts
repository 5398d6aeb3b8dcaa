import assert from "node:assert/strict";
import { selects, type LabelSelector } from "../../../render/flows/selector";

const labels = { app: "shop", tier: "web" };
const expression = (
  key: string,
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist",
  ...values: string[]
): LabelSelector => ({
  matchExpressions: [{ key, operator, values }],
});

describe("render/flows/selector", () => {
  const cases: readonly [selector: LabelSelector, selected: boolean, rule: string][] = [
    [{}, true, "an empty selector selects everything"],
    [{ matchLabels: {} }, true, "and so does one without labels"],
    [{ matchLabels: { app: "shop" } }, true, "a label that is equal"],
    [{ matchLabels: { app: "till" } }, false, "a label with another value"],
    [{ matchLabels: { zone: "a" } }, false, "a label that is absent"],
    [{ matchLabels: { app: "shop", tier: "db" } }, false, "all labels must be equal"],
    [{ matchLabels: { constructor: "x" } }, false, "a label that is named like a method"],
    [expression("app", "In", "till", "shop"), true, "In: one of the values"],
    [expression("app", "In", "till"), false, "In: none of the values"],
    [expression("zone", "In", "a"), false, "In: an absent label"],
    [expression("app", "NotIn", "till"), true, "NotIn: another value"],
    [expression("app", "NotIn", "shop"), false, "NotIn: one of the values"],
    [expression("zone", "NotIn", "a"), true, "NotIn: an absent label"],
    [expression("app", "Exists"), true, "Exists: present"],
    [expression("zone", "Exists"), false, "Exists: absent"],
    [expression("toString", "Exists"), false, "Exists: named like a method"],
    [expression("zone", "DoesNotExist"), true, "DoesNotExist: absent"],
    [expression("app", "DoesNotExist"), false, "DoesNotExist: present"],
    [{ matchLabels: { app: "shop" }, ...expression("tier", "NotIn", "web") }, false, "labels and expressions: both"],
  ];
  for (const [selector, selected, rule] of cases) {
    it(`${rule}: ${String(selected)}`, () => {
      assert.equal(selects(selector, labels), selected);
    });
  }
});
