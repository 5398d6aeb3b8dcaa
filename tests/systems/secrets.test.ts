import assert from "node:assert/strict";

import { ConfigurationError } from "../../config/configuration-error";
import type { ConfigurationSource } from "../../config/source";
import { load, registry } from "../../systems";
import { systemNames } from "../../systems/registry";
import { alone, withoutSecrets } from "./sufficient";

/** Keys of all problems, sorted; none when the configuration loads. */
function problemKeys(source: ConfigurationSource): string[] {
  try {
    load(source);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems.map(({ key }) => key).sort();
  }
}

describe("secrets that a stack cannot do without", () => {
  for (const name of systemNames) {
    for (const environment of registry[name].environments) {
      it(`${name} in ${environment}: exactly those that its section names are asked for`, () => {
        const needed = Object.entries(registry[name].section.secrets)
          .filter(([, { neededIn = [] }]) => neededIn.includes(environment))
          .map(([key]) => `${name}:${key}`);
        assert.deepEqual(problemKeys(withoutSecrets(alone(name)(environment))), needed.sort());
      });
    }
  }
});
