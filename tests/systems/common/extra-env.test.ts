import assert from "node:assert/strict";

import { checkExtraEnv } from "../../../systems/common/extra-env";
import { recordingScope } from "./scope";

const reserved = { PORT: "the probes ask this port" };

describe("extraEnv", () => {
  it("may hold any name that is free", () => {
    const scope = recordingScope("dev");
    checkExtraEnv(scope, { READ_TIMEOUT: "60s", constructor: "x" }, reserved);
    assert.deepEqual(scope.problems, []);
  });

  it("may not replace a variable that the program sets, and says what to use", () => {
    const scope = recordingScope("dev");
    checkExtraEnv(scope, { PORT: "80" }, reserved);
    assert.deepEqual(
      scope.problems.map(({ key, allowed }) => [key, allowed]),
      [["shop:extraEnv.PORT", "any name but PORT: the probes ask this port"]],
    );
  });
});
