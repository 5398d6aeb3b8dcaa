import { strict as assert } from "node:assert";
import {
  assignName,
  fieldManagerOf,
  isGenerateName,
  keepName,
  uniqueName,
} from "../../../../../lab/plugins/kubernetes/check/naming";
import { Unknown, type PropertyMap } from "../../../../../lab/plugins/shared/values";

const NO_SEED = new Uint8Array();
const named = (metadata: PropertyMap): PropertyMap => ({ apiVersion: "v1", kind: "Pod", metadata });

describe("names that the provider gives", () => {
  it("are the resource's name and eight random hexadecimal digits, with an annotation that says so", () => {
    const object = named({ annotations: { a: "b" } });
    assignName(object, "web", NO_SEED);
    const metadata = object["metadata"] as { name: string; annotations: PropertyMap };
    assert.match(metadata.name, /^web-[0-9a-f]{8}$/);
    assert.deepEqual(metadata.annotations, { a: "b", "pulumi.com/autonamed": "true" });
  });

  it("are the same for the same seed", () => {
    const seed = new Uint8Array([1, 2, 3]);
    assert.equal(uniqueName("a-", seed), uniqueName("a-", seed));
    assert.notEqual(uniqueName("a-", seed), uniqueName("a-", new Uint8Array([4])));
    assert.notEqual(uniqueName("a-"), uniqueName("a-"));
  });

  it("are not given to objects with a name, even an unknown one", () => {
    const given: PropertyMap[] = [{ name: "x" }, { name: new Unknown() }, { generateName: "x-" }];
    for (const metadata of given) {
      const object = named({ ...metadata });
      assignName(object, "web", NO_SEED);
      assert.deepEqual(object, named(metadata));
    }
  });

  it("are the engine's where it proposes one, and refused where it disables them", () => {
    const object = named({});
    assignName(object, "web", NO_SEED, { mode: "propose", name: "proposed" });
    assert.equal((object["metadata"] as PropertyMap)["name"], "proposed");
    assert.throws(() => {
      assignName(named({}), "web", NO_SEED, { mode: "disabled" });
    }, /autonaming is disabled/);
  });

  it("are kept from update to update, but only if they were given by us", () => {
    const object = named({});
    keepName(object, named({ name: "web-1", annotations: { "pulumi.com/autonamed": "true" } }));
    assert.equal((object["metadata"] as PropertyMap)["name"], "web-1");
    const other = named({});
    keepName(other, named({ name: "web-1" }));
    assert.deepEqual(other, named({}));
  });

  it("leave generateName to the API server", () => {
    assert.equal(isGenerateName(named({ generateName: "x-" })), true);
    assert.equal(isGenerateName(named({ generateName: "x-", name: "y" })), false);
  });
});

describe("the field manager", () => {
  it("is the annotation's, else the recorded one, else a new one", () => {
    const annotated = named({ annotations: { "pulumi.com/patchFieldManager": "team" } });
    assert.equal(fieldManagerOf(annotated, "old"), "team");
    assert.equal(fieldManagerOf(named({}), "old"), "old");
    assert.match(fieldManagerOf(named({}), ""), /^pulumi-kubernetes-[0-9a-f]{8}$/);
  });
});
