import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { stringify } from "yaml";

import { daysBetween, parseRegister, RegisterError } from "../../../policies/exemptions/register";
import { exemptableRules } from "../../../policies/rules/exemptable";

const entry = {
  id: "legacy-writable-root",
  control: "R-06",
  stack: "prod",
  object: "Deployment/app",
  container: "app",
  reason: "It writes beside its volume.",
  owner: "platform-security",
  date: "2026-11-21",
  expiry: "2027-11-21",
};

const parse = (content: string): ReturnType<typeof parseRegister> =>
  parseRegister(content, "register.yaml", exemptableRules);
const one = (change: object): string => stringify({ exemptions: [{ ...entry, ...change }] });

function faultsOf(content: string): string {
  try {
    parse(content);
  } catch (error) {
    assert.ok(error instanceof RegisterError);
    return error.message;
  }
  return assert.fail("the register was accepted");
}

describe("the exemptions register", () => {
  it("reads an entry", () => {
    const [read] = parse(one({}));
    assert.deepEqual(read, expected(["prod"]));
  });

  it("takes several stacks, and objects bound to a namespace or without containers", () => {
    assert.deepEqual(parse(one({ stack: ["dev", "prod"] }))[0]?.stacks, ["dev", "prod"]);
    assert.equal(parse(one({ object: "Deployment/team/app" }))[0]?.object, "Deployment/team/app");
    assert.equal(parse(one({ container: undefined }))[0]?.container, undefined);
  });

  it("may be empty", () => {
    assert.deepEqual(parse("exemptions: []"), []);
  });

  const faults: readonly [what: string, content: string, message: RegExp][] = [
    ["no YAML", "exemptions: [", /register\.yaml is not a valid exemptions register/],
    ["no list", "entries: []", /list under the key exemptions/],
    ["an entry that is no map", "exemptions: [text]", /entry 1: it must be a map/],
    [
      "a misspelt field",
      one({ expires: "2027-01-01" }),
      /entry 1 \(legacy-writable-root\): unknown field expires; known are/,
    ],
    ["no reason", one({ reason: " " }), /reason is missing or empty/],
    ["no owner", one({ owner: undefined }), /owner is missing or empty/],
    ["a person as owner", one({ owner: "Some One" }), /name of a role/],
    ["no stack", one({ stack: [] }), /stack must be/],
    ["a rule without number", one({ control: "read-only" }), /control is "read-only"; it must be a rule number/],
    ["a rule that allows no exemption", one({ control: "R-12" }), /R-12 allows no exemption; those that do are R-06/],
    ["an object without kind", one({ object: "app" }), /Kind\/name/],
    ["a day that is none", one({ expiry: "2027-02-30" }), /expiry is "2027-02-30"; it must be a day/],
    ["an expiry before its date", one({ expiry: "2026-11-20" }), /is before date/],
    ["more than 365 days", one({ expiry: "2027-11-22" }), /366 days after date 2026-11-21; at most 365/],
    ["two entries of one id", stringify({ exemptions: [entry, entry] }), /two entries have the id/],
  ];
  for (const [what, content, message] of faults) {
    it(`refuses ${what}, and says so`, () => {
      assert.match(faultsOf(content), message);
    });
  }

  it("lists all faults at once", () => {
    assert.equal(faultsOf(one({ owner: "", reason: "", expiry: "soon" })).split("\n").length, 4);
  });

  it("accepts exactly the spans from 0 to 365 days", () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 800 }), (days) => {
        const expiry = new Date(Date.parse(entry.date) + days * 86_400_000).toISOString().slice(0, 10);
        assert.equal(daysBetween(entry.date, expiry), days);
        const accept = (): unknown => parse(one({ expiry }));
        if (days >= 0 && days <= 365) {
          assert.doesNotThrow(accept);
        } else {
          assert.throws(accept, RegisterError);
        }
      }),
    );
  });

  it("of this project is valid", () => {
    const file = join(__dirname, "../../../policies/exemptions.yaml");
    const ids = parse(readFileSync(file, "utf8")).map(({ id }) => id);
    assert.ok(ids.includes("mllp-open-egress"), ids.join(", "));
  });
});

function expected(stacks: readonly string[]): object {
  return { ...Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "stack")), stacks };
}
