/** A second stack of an environment, for another cluster: docs/regions.md. */
import assert from "node:assert/strict";

import { ConfigurationError } from "../../config/configuration-error";
import { load } from "../../systems";
import type { ConfigurationSource } from "../../config/source";
import { identity, objectsOf, type RegisteredObject } from "./evaluate";
import { alone } from "./sufficient";

const sufficient = alone("mllp");

/** The stack `prod-eu`, with the configuration of prod and its own environment key. */
function region(changes: Record<string, unknown> = {}): ConfigurationSource {
  return { ...sufficient("prod", { "bulwark:environment": "prod", ...changes }), stack: "prod-eu" };
}

/** Every object without the name of its stack. */
const nameless = (objects: readonly RegisteredObject[], stack: string): unknown[] =>
  objects.map((object) => [
    identity(object),
    JSON.stringify(object.inputs).replaceAll(`"bulwark/${stack}"`, '"bulwark/STACK"'),
  ]);

describe("a stack prod-eu", () => {
  it("has prod's objects, under prod's names and with prod's figures, and is named on each", async () => {
    const objects = await objectsOf(region());
    assert.deepEqual(nameless(objects, "prod-eu"), nameless(await objectsOf(sufficient("prod")), "prod"));
    assert.ok(objects.length > 0);
    for (const object of objects) {
      assert.equal(object.inputs.metadata.annotations?.["bulwark.io/stack"], "bulwark/prod-eu", identity(object));
    }
  });

  it("names its own cluster, as prod does", () => {
    const source = region({ "bulwark:context": undefined, "bulwark:clusterUid": undefined });
    assert.throws(
      () => load(source),
      (error) => {
        assert.ok(error instanceof ConfigurationError, String(error));
        assert.deepEqual(
          error.problems.map(({ key }) => key),
          ["bulwark:context"],
        );
        return true;
      },
    );
  });
});
