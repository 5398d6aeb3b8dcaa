import assert from "node:assert/strict";
import { evaluate } from "../../render/evaluate";
import { isObject } from "../../render/objects";
import { services } from "./services";

/** How many objects of each kind a program of `count` services makes. */
async function kinds(count: number): Promise<Record<string, number>> {
  const registrations = await evaluate("bench", "bench", () => {
    services(count);
  });
  const result: Record<string, number> = {};
  for (const { type } of registrations.filter(isObject)) {
    const kind = type.split(":").at(-1) ?? "";
    result[kind] = (result[kind] ?? 0) + 1;
  }
  return result;
}

describe("bench/services", () => {
  it("makes of each service everything that a service of ours has, in one closed namespace", async () => {
    assert.deepEqual(await kinds(2), {
      ConfigMap: 2,
      Deployment: 2,
      HorizontalPodAutoscaler: 2,
      Namespace: 1,
      NetworkPolicy: 3,
      PodDisruptionBudget: 2,
      Service: 2,
      ServiceAccount: 2,
    });
  });
});
