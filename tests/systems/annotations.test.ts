import assert from "node:assert/strict";

import { ConfigurationError } from "../../config/configuration-error";
import { find, identity, objectsOf, type RegisteredObject } from "./evaluate";
import { alone } from "./sufficient";

const sufficient = alone("mllp");

describe("annotations of a stack", () => {
  let objects: readonly RegisteredObject[];

  before(async () => {
    objects = await objectsOf(
      sufficient("dev", { "mllp:clientNamespaces": ["hl7-sender"], "bulwark:skipAwait": ["Service/mllp-server"] }),
    );
  });

  it("name the stack on every object, so that another stack cannot take it over", () => {
    for (const object of objects.filter(({ kind }) => !kind.endsWith("Patch"))) {
      assert.equal(object.inputs.metadata.annotations?.["bulwark.io/stack"], "bulwark/dev", identity(object));
    }
  });

  it("leave foreign objects that are only patched alone", () => {
    assert.equal(find(objects, "NamespacePatch", "hl7-sender").inputs.metadata.annotations, undefined);
  });

  it("switch waiting off for the objects that are listed, and only for them (G-65)", () => {
    const unwatched = objects.filter(({ inputs }) => inputs.metadata.annotations?.["pulumi.com/skipAwait"] === "true");
    assert.deepEqual(unwatched.map(identity), ["Service/mllp-server"]);
  });

  it("cannot switch waiting off for what does not exist: the entry is refused, with the objects that exist", async () => {
    const source = sufficient("dev", { "bulwark:skipAwait": ["Service/mllp-server", "Service/mlp-server"] });
    await assert.rejects(objectsOf(source), (error) => {
      assert.ok(error instanceof ConfigurationError, String(error));
      const [problem, ...others] = error.problems;
      assert.deepEqual([problem?.key, problem?.given, others], ["bulwark:skipAwait[1]", "Service/mlp-server", []]);
      assert.match(problem?.allowed ?? "", /ConfigMap\/mllp-server-config, .*Service\/mllp-server/);
      return true;
    });
  });

  it("name the break-glass entry that an object relies on, beside its other exemptions, and on no other object", async () => {
    const relying = await objectsOf(
      sufficient("dev", {
        "bulwark:breakGlass": { "Deployment/mllp-server": "inc-4711", "NetworkPolicy/mllp-server-egress": "inc-4712" },
      }),
    );
    const carried = (from: readonly RegisteredObject[]): (string | undefined)[][] =>
      from
        .map((object) => [identity(object), object.inputs.metadata.annotations?.["bulwark.io/exemptions"]])
        .filter(([, ids]) => ids !== undefined)
        .sort();
    assert.deepEqual(carried(objects), [["NetworkPolicy/mllp-server-egress", "mllp-open-egress"]]);
    assert.deepEqual(carried(relying), [
      ["Deployment/mllp-server", "inc-4711"],
      ["NetworkPolicy/mllp-server-egress", "mllp-open-egress,inc-4712"],
    ]);
  });

  it("refuse a break-glass entry for what does not exist", async () => {
    const source = sufficient("dev", { "bulwark:breakGlass": { "Deployment/mlp-server": "inc-4711" } });
    await assert.rejects(objectsOf(source), /bulwark:breakGlass[^]*Deployment\/mlp-server/);
  });
});
