import assert from "node:assert/strict";

import { mends } from "../../../policies/mending/mends";
import { compliantTemplate, wrap, type Json, type JsonObject } from "../support/objects";
import { PackRun, UNKNOWN_BOOLEAN, UNKNOWN_MAP, UNKNOWN_TEXT } from "../support/pack";
import { changed, type Change } from "../support/rule-cases";

const type = "kubernetes:apps/v1:Deployment";
const SPEC = "spec.template.spec";
const CONTEXT = `${SPEC}.containers.0.securityContext`;

const deployment = (change: Change): JsonObject => changed(wrap(type, compliantTemplate()), change);

/** A secret as the engine sends it. */
const secret = (value: Json): JsonObject => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const levels = Object.fromEntries([...mends.keys()].map((name) => [name, "remediate"]));

const bad = {
  [`${CONTEXT}.allowPrivilegeEscalation`]: true,
  [`${CONTEXT}.capabilities`]: undefined,
  [`${SPEC}.securityContext.seccompProfile`]: undefined,
};

describe("remediation", () => {
  it("changes nothing while the levels are the pack's own", async () => {
    const run = new PackRun();
    assert.deepEqual(await run.remediate({ type, object: deployment(bad) }), []);
    assert.ok((await run.analyze({ type, object: deployment(bad) })).length > 0);
  });

  it("mends by the rules at the level remediate only", async () => {
    const run = new PackRun({ levels: { capabilities: "remediate" } });
    const after = { ...bad, [`${CONTEXT}.capabilities`]: { drop: ["ALL"] } };
    assert.deepEqual(await run.remediate({ type, object: deployment(bad) }), [
      { policy: "capabilities", object: deployment(after) },
    ]);
  });

  it("each rule goes on from what the one before it made, and the pack finds nothing in the end", async () => {
    const run = new PackRun({ levels });
    const made = await run.remediate({ type, object: deployment(bad) });
    assert.deepEqual(
      made.map(({ policy }) => policy),
      ["privilege-escalation", "capabilities", "seccomp-profile"],
    );
    assert.deepEqual(made.at(-1)!.object, deployment({}));
    assert.deepEqual(await run.analyze({ type, object: made.at(-1)!.object }), []);
  });

  it("says nothing of an object that breaks no rule, and of one that Kubernetes does not know", async () => {
    const run = new PackRun({ levels });
    assert.deepEqual(await run.remediate({ type, object: deployment({}) }), []);
    assert.deepEqual(await run.remediate({ type: "aws:s3/bucket:Bucket", object: deployment(bad) }), []);
  });

  it("what it leaves to a person stops the update", async () => {
    const run = new PackRun({ levels });
    const object = deployment({ [`${CONTEXT}.capabilities.add`]: ["NET_ADMIN"] });
    assert.deepEqual(await run.remediate({ type, object }), []);
    const found = await run.analyze({ type, object });
    assert.ok(found.some(({ policy, mandatory }) => policy === "capabilities" && mandatory));
  });

  it("leaves secrets secret, beside what it changes and around it", async () => {
    const env = [{ name: "PASSWORD", value: secret("hidden") }];
    const context = (allowed: boolean): JsonObject =>
      secret({ allowPrivilegeEscalation: allowed, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
    const whole = (allowed: boolean): JsonObject =>
      deployment({
        [`${SPEC}.containers.0.env`]: env,
        [CONTEXT]: context(allowed),
        [`${SPEC}.initContainers.0.securityContext.allowPrivilegeEscalation`]: secret(allowed),
      });
    assert.deepEqual(await new PackRun({ levels }).remediate({ type, object: whole(true) }), [
      { policy: "privilege-escalation", object: whole(false) },
    ]);
  });

  it("mends inside of a template that is one secret", async () => {
    const hidden = (change: Change): JsonObject => {
      const object = deployment(change);
      return { ...object, spec: secret(object["spec"]!) };
    };
    const made = await new PackRun({ levels }).remediate({ type, object: hidden(bad) });
    assert.deepEqual(made.at(-1)!.object, hidden({}));
  });

  it("leaves unknown values as they are, and mends beside them", async () => {
    const unknown = {
      "metadata.labels": UNKNOWN_MAP,
      [`${SPEC}.containers.0.image`]: UNKNOWN_TEXT,
      [`${SPEC}.initContainers.0.securityContext.allowPrivilegeEscalation`]: UNKNOWN_BOOLEAN,
      [`${SPEC}.ephemeralContainers.0.securityContext`]: UNKNOWN_MAP,
    };
    const made = await new PackRun({ levels }).remediate({ type, object: deployment({ ...unknown, ...bad }) });
    assert.deepEqual(made.at(-1)!.object, deployment(unknown));
  });
});
