import assert from "node:assert/strict";

import { compliantTemplate, wrap, type JsonObject } from "../support/objects";
import { PackRun } from "../support/pack";
import { changed } from "../support/rule-cases";

const type = "kubernetes:core/v1:Pod";
const good = wrap(type, compliantTemplate());
const bad = changed(good, { "spec.containers.0.securityContext.allowPrivilegeEscalation": true });

/** What is said at the end of a run in which the pod was mended, and stands so in the end. */
async function said(atTheEnd: JsonObject, level: string): Promise<readonly string[]> {
  const run = new PackRun({ levels: { "privilege-escalation": level } });
  await run.remediate({ type, object: bad });
  await run.analyze({ type, object: atTheEnd });
  const found = await run.analyzeStack();
  return found.filter(({ policy }) => policy === "mends-kept").map(({ message }) => message);
}

describe("mends that the engine drops", () => {
  it("are violations at the end", async () => {
    const [message = "", ...more] = await said(bad, "remediate");
    assert.equal(more.length, 0);
    assert.match(message, /allowPrivilegeEscalation is true[^]*The mend of privilege-escalation is lost/);
  });

  it("nothing is said where the mend was kept, or where nothing was mended", async () => {
    assert.deepEqual(await said(good, "remediate"), []);
    assert.deepEqual(await said(bad, "mandatory"), []);
  });
});
