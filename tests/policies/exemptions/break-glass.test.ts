/** An entry of the register that lets an emergency pass. */
import assert from "node:assert/strict";
import { stringify } from "yaml";

import { parseRegister } from "../../../policies/exemptions/register";
import { exemptableRules } from "../../../policies/rules/exemptable";
import { auditIn, documents, deployment, jsonOf } from "../audit/support";

const ENTRY = {
  id: "inc-4711",
  control: "R-12",
  stack: "prod",
  object: "Deployment/app",
  container: "app",
  reason: "The node agent that collects the kernel's traces must run for an hour.",
  owner: "platform-security",
  date: "2026-11-28",
  expiry: "2026-11-29",
  breakGlass: "INC-4711",
};

const register = (change: object = {}): string => stringify({ exemptions: [{ ...ENTRY, ...change }] });

/** A Deployment that breaks R-12, and carries the id of the entry unless told otherwise. */
function files(
  entry: string,
  annotations: Record<string, string> = { "bulwark.io/exemptions": "inc-4711" },
): Record<string, string> {
  const object = deployment({ "spec.containers.0.securityContext.privileged": true });
  const metadata = { ...(object["metadata"] as Record<string, string>), annotations };
  return { "app.yaml": documents({ ...object, metadata }), "register.txt": entry };
}

const broken = (given: Record<string, string>, today = "2026-11-28"): string[] =>
  jsonOf({ files: given, today }, "app.yaml")
    .violations.filter(({ level }) => level === "mandatory")
    .map(({ number }) => number);

describe("a break-glass entry", () => {
  it("lifts a rule that allows no other exemption, on its day and the next", () => {
    for (const today of ["2026-11-28", "2026-11-29"])
      assert.ok(!broken(files(register()), today).includes("R-12"), today);
  });

  it("lifts no other rule, and nothing from the day after", () => {
    assert.ok(broken(files(register({ control: "R-13" }))).includes("R-12"));
    assert.ok(broken(files(register()), "2026-11-30").includes("R-12"));
  });

  it("lifts nothing of an object that does not carry it", () => {
    assert.ok(broken(files(register(), {})).includes("R-12"));
  });

  it("is told at each use, with the incident and the reason", () => {
    const { out } = auditIn({ files: files(register()) }, "app.yaml");
    assert.match(
      out,
      /Break-glass, INC-4711: Deployment team\/app, container app: R-12 .* until 2026-11-29[^]*node agent/,
    );
  });

  for (const [what, change, message] of [
    ["longer than to the next day", { expiry: "2026-11-30" }, /2 days after date 2026-11-28; at most 1/],
    ["without an incident", { breakGlass: "" }, /breakGlass must be the number of an incident/],
    ["with a flag for an incident", { breakGlass: true }, /breakGlass must be the number of an incident/],
    ["without a reason", { reason: "" }, /reason is missing/],
  ] as const) {
    it(`is refused ${what}`, () => {
      assert.throws(() => parseRegister(register(change), "register.yaml", exemptableRules), message);
    });
  }
});
