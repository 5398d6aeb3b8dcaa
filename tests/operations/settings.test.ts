import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

import { schemaAt } from "../../config/fields";
import { requireImage, requireService, settingsOf } from "../../operations/settings";
import { systemNames } from "../../operations/systems";
import { registry } from "../../systems/registry";

const golden = join(__dirname, "..", "golden", "staging");
const deployed = new Set(readdirSync(golden, { recursive: true, encoding: "utf8" }).map((path) => basename(path)));

const has = (system: keyof typeof registry, path: string): boolean =>
  schemaAt(registry[system].section.schema, path.split(".")) !== undefined;

describe("operations/settings", () => {
  for (const system of systemNames) {
    const { images, services } = settingsOf[system];
    const group = registry[system].section.schema.shape["images"] as unknown;

    it(`names exactly the images that ${system} has`, () => {
      const { properties = {} } = (group as { toJSONSchema: () => { properties?: object } }).toJSONSchema();
      assert.deepEqual(Object.keys(images), Object.keys(properties));
    });

    it(`names Deployments that ${system} has`, () => {
      const missing = Object.values(services).filter(({ workload }) => !deployed.has(`deployment.${workload}.yaml`));
      assert.deepEqual(missing, []);
    });

    for (const [name, { min, max, replicas }] of Object.entries(services)) {
      it(`names keys that ${system} has for the size of ${name}`, () => {
        assert.deepEqual(
          [min, max, replicas].filter((path) => !has(system, path)),
          [],
        );
      });
    }
  }

  it("would find a key that is not there", () => {
    assert.equal(has("mllp", "hpa.fewestReplicas"), false);
  });

  it("takes a workload by the name of its Deployment too", () => {
    assert.equal(requireService("appointment", "booking-service"), requireService("appointment", "booking"));
  });

  it("asks which image is meant where there are several equals", () => {
    assert.throws(() => requireImage("appointment", undefined), /--image: booking, availability/);
  });

  it("names the images there are for a wrong name", () => {
    assert.throws(() => requireImage("healthcare", "web"), /no image of healthcare "web". There are: app, database\./);
  });
});
