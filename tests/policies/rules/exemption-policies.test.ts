import assert from "node:assert/strict";

import type { Exemption } from "../../../policies/exemptions/register";
import { compliantTemplate, POD_TOKENS, kindOf, set, wrap, type JsonObject, type PodToken } from "../support/objects";
import { analyze, UNKNOWN_TEXT, type RunOptions, type Violation } from "../support/pack";

const ANNOTATION = "bulwark.io/exemptions";
const DEPLOYMENT: PodToken = "kubernetes:apps/v1:Deployment";

function entry(change: Partial<Exemption> = {}): Exemption {
  return {
    id: "writable-root",
    control: "R-06",
    stacks: ["prod"],
    object: "Deployment/app",
    container: "app",
    reason: "It writes beside its volume.",
    owner: "platform-security",
    date: "2026-11-21",
    expiry: "2027-06-30",
    ...change,
  };
}

const writable = set(compliantTemplate(), "spec.containers.0.securityContext.readOnlyRootFilesystem", false);

function judged(
  ids: string | undefined,
  register: readonly Exemption[],
  options: RunOptions & { token?: PodToken; template?: typeof writable } = {},
): Promise<Violation[]> {
  const token = options.token ?? DEPLOYMENT;
  const annotations: JsonObject = ids === undefined ? {} : { [ANNOTATION]: ids };
  const object = wrap(token, options.template ?? writable, { annotations });
  return analyze({ type: token, object }, { ...options, register });
}

const names = (found: readonly Violation[]): string[] => found.map(({ policy }) => policy);

describe("exemptions", () => {
  for (const token of POD_TOKENS) {
    it(`${kindOf(token)}: entry and annotation together lift the rule, and the use is reported`, async () => {
      const [use, ...more] = await judged("writable-root", [entry({ object: `${kindOf(token)}/app` })], { token });
      assert.deepEqual(more, []);
      assert.equal(use?.policy, "exemption-in-use");
      assert.equal(use.mandatory, false);
      assert.match(use.message, /R-06 read-only-root-filesystem is lifted by writable-root until 2027-06-30/);
      assert.match(use.message, /\(platform-security\): It writes beside its volume\.$/);
    });
  }

  it("several ids, with blanks around the commas, are read one by one", async () => {
    const other = entry({ id: "other", container: "init" });
    assert.deepEqual(names(await judged(" other , writable-root ", [entry(), other])), ["exemption-in-use"]);
  });

  const refused: readonly [what: string, ids: string | undefined, register: readonly Exemption[], why: RegExp][] = [
    [
      "the object does not carry the id",
      undefined,
      [entry()],
      /object lacks the annotation bulwark.io\/exemptions: "writable-root"/,
    ],
    [
      "the entry is for another stack",
      "writable-root",
      [entry({ stacks: ["dev"] })],
      /holds in the stacks dev, not in prod/,
    ],
    [
      "the entry is for another object",
      "writable-root",
      [entry({ object: "Deployment/b" })],
      /it is for Deployment\/b/,
    ],
    [
      "the entry is for another namespace",
      "writable-root",
      [entry({ object: "Deployment/x/app" })],
      /it is for Deployment\/x\/app/,
    ],
    [
      "the entry is for another container",
      "writable-root",
      [entry({ container: "init" })],
      /it is for the container init/,
    ],
    [
      "the entry has expired",
      "writable-root",
      [entry({ expiry: "2026-11-20", date: "2026-01-01" })],
      /expired on 2026-11-20/,
    ],
    ["the entry begins later", "writable-root", [entry({ date: "2026-11-22" })], /begins only on 2026-11-22/],
  ];
  for (const [what, ids, register, why] of refused) {
    it(`do not count if ${what}`, async () => {
      const found = await judged(ids, register);
      const violation = found.find(({ policy }) => policy === "read-only-root-filesystem");
      assert.ok(violation?.mandatory);
      assert.match(violation.message, why);
      assert.ok(!names(found).includes("exemption-in-use"));
    });
  }

  it("an entry bound to the object's namespace counts", async () => {
    assert.deepEqual(names(await judged("writable-root", [entry({ object: "Deployment/team/app" })])), [
      "exemption-in-use",
    ]);
  });

  it("only the named container is exempted", async () => {
    const template = set(writable, "spec.initContainers.0.securityContext.readOnlyRootFilesystem", false);
    const found = await judged("writable-root", [entry()], { template });
    assert.deepEqual(names(found), ["read-only-root-filesystem", "exemption-in-use"]);
    assert.match(found[0]!.message, /container init/);
  });

  it("no entry lifts a rule that allows none", async () => {
    const template = set(compliantTemplate(), "spec.containers.0.securityContext.privileged", true);
    const found = await judged("writable-root", [entry({ control: "R-12" })], { template });
    assert.deepEqual(names(found), ["privileged"]);
  });

  it("warn from 30 days before their end, hold on the last day, and are refused after it", async () => {
    const on = async (today: string): Promise<Violation[]> => judged("writable-root", [entry()], { today });
    assert.doesNotMatch((await on("2027-05-30"))[0]!.message, /expires in/);
    assert.match((await on("2027-05-31"))[0]!.message, /expires in 30 days/);
    assert.match((await on("2027-06-30"))[0]!.message, /expires in 0 days/);
    assert.deepEqual(names(await on("2027-07-01")), ["read-only-root-filesystem", "exemption-register"]);
  });

  it("an id that the register does not know is refused on any kind of object", async () => {
    const object = { metadata: { name: "a", annotations: { [ANNOTATION]: "wrong" } } };
    const [violation] = await analyze({ type: "kubernetes:core/v1:ConfigMap", object }, { register: [entry()] });
    assert.equal(violation?.policy, "exemption-register");
    assert.ok(violation.mandatory);
    assert.match(
      violation.message,
      /ConfigMap a: bulwark.io\/exemptions names wrong, but the register has no entry wrong; it has writable-root/,
    );
  });

  it("an annotation that is unknown in a preview is no violation where the register would exempt, and one elsewhere", async () => {
    const [note, ...more] = await judged(UNKNOWN_TEXT, [entry()]);
    assert.deepEqual(more, []);
    assert.equal(note?.policy, "unknown-values");
    assert.match(note.message, /bulwark.io\/exemptions is unknown to read-only-root-filesystem/);
    assert.deepEqual(names(await judged(UNKNOWN_TEXT, [])), ["read-only-root-filesystem"]);
  });
});
