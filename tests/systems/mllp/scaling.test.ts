import assert from "node:assert/strict";

import { ConfigurationError } from "../../../config/configuration-error";
import { load } from "../../../systems";
import type { MllpValues } from "../../../systems/mllp/resolve";
import type { Keys } from "../example-keys";
import { alone } from "../sufficient";

const sufficient = alone("mllp");

function values(environment: "dev" | "staging" | "prod", changes: Keys = {}): MllpValues {
  const { mllp } = load(sufficient(environment, changes)).systems;
  assert.ok(mllp);
  return mllp;
}

/** The key and the allowed values of the one problem. */
function refusal(environment: "dev" | "staging" | "prod", changes: Keys): readonly [string, string] {
  try {
    load(sufficient(environment, changes));
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    assert.equal(error.problems.length, 1, error.message);
    return [error.problems[0]!.key, error.problems[0]!.allowed];
  }
  assert.fail("nothing was refused");
}

const persistent = { "mllp:persistence": { enabled: true }, "mllp:hpa": { enabled: false } };

describe("MLLP: who owns the replicas", () => {
  it("an autoscaler in prod, from its minimum", () => {
    assert.deepEqual(values("prod").scaling, {
      replicas: 2,
      autoscaler: { min: 2, max: 10 },
      slowScaleDown: false,
      ownedByAutoscaler: true,
      takesReplicasBack: false,
    });
  });

  it("the program in dev and staging", () => {
    for (const environment of ["dev", "staging"] as const) {
      const { autoscaler, ownedByAutoscaler } = values(environment).scaling;
      assert.deepEqual([autoscaler, ownedByAutoscaler], [undefined, false]);
    }
  });

  it("still the autoscaler's manager after it was switched off (W-21, first update)", () => {
    const { autoscaler, ownedByAutoscaler } = values("prod", { "mllp:hpa": { enabled: false } }).scaling;
    assert.deepEqual([autoscaler, ownedByAutoscaler], [undefined, true]);
  });

  it("the program, by force, with persistence after an autoscaler (W-21, second update)", () => {
    assert.deepEqual(values("prod", persistent).scaling, {
      replicas: 1,
      ownedByAutoscaler: false,
      takesReplicasBack: true,
      slowScaleDown: false,
    });
  });

  it("the program without force with persistence where no autoscaler ever was", () => {
    assert.equal(values("dev", { "mllp:persistence": { enabled: true } }).scaling.takesReplicasBack, false);
  });

  it("the program, by force, when a fixed count follows an autoscaler", () => {
    const { scaling } = values("prod", { "mllp:hpa": { enabled: false }, "mllp:replicas": 3 });
    assert.deepEqual(scaling, { replicas: 3, ownedByAutoscaler: false, takesReplicasBack: true, slowScaleDown: false });
  });

  it("no fixed count beside an autoscaler", () => {
    assert.equal(refusal("prod", { "mllp:replicas": 3 })[0], "mllp:replicas");
  });

  it("an autoscaler with its minimum below its maximum (R-35)", () => {
    assert.equal(refusal("prod", { "mllp:hpa": { minReplicas: 4, maxReplicas: 4 } })[0], "mllp:hpa.maxReplicas");
  });

  it("never an autoscaler together with a volume (W-21)", () => {
    const [key, allowed] = refusal("prod", { "mllp:persistence": { enabled: true } });
    assert.equal(key, "mllp:persistence.enabled");
    assert.match(allowed, /one of both/);
  });

  it("one replica with persistence", () => {
    assert.equal(values("staging", { "mllp:persistence": { enabled: true } }).scaling.replicas, 1);
    assert.equal(refusal("staging", { "mllp:persistence": { enabled: true }, "mllp:replicas": 2 })[0], "mllp:replicas");
  });
});

describe("MLLP: the disruption budget", () => {
  it("keeps one pod available in every environment (C-04)", () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      assert.deepEqual(values(environment).budget, { minAvailable: 1 });
    }
  });

  it("lets the one pod go with persistence (C-04)", () => {
    assert.deepEqual(values("prod", persistent).budget, { maxUnavailable: 1 });
  });

  it("that blocks every eviction is refused in staging", () => {
    assert.equal(refusal("staging", { "mllp:replicas": 1 })[0], "mllp:replicas");
  });

  it("that blocks every eviction is refused in prod", () => {
    assert.equal(refusal("prod", { "mllp:hpa": { minReplicas: 1 } })[0], "mllp:hpa.minReplicas");
  });

  it("that blocks every eviction is stated as it is in dev", () => {
    assert.equal(values("dev").scaling.replicas, 1);
  });
});

describe("MLLP: the grace period", () => {
  it("is delay + timeout + 10 s (R-48)", () => {
    assert.equal(values("dev").graceSeconds, 45);
  });

  it("rises with the timeout (W-28)", () => {
    const { drainSeconds, graceSeconds } = values("prod", { "mllp:shutdownTimeout": "2m" });
    assert.deepEqual([drainSeconds, graceSeconds], [125, 135]);
  });

  it("counts a fraction of a second as a whole one", () => {
    assert.equal(values("dev", { "mllp:preShutdownDelay": "500ms" }).graceSeconds, 41);
  });

  it("may be longer", () => {
    assert.equal(values("dev", { "mllp:terminationGracePeriodSeconds": 60 }).graceSeconds, 60);
  });

  it("may not be shorter (W-28)", () => {
    const [key, allowed] = refusal("dev", { "mllp:terminationGracePeriodSeconds": 44 });
    assert.equal(key, "mllp:terminationGracePeriodSeconds");
    assert.match(allowed, /^at least 45/);
  });
});

describe("MLLP: overrides", () => {
  it("a request above the limit is refused where it stands", () => {
    const [key] = refusal("dev", { "mllp:resources": { requests: { memory: "1Gi" } } });
    assert.equal(key, "mllp:resources.requests.memory");
  });

  it("a limit below the request is refused where it stands", () => {
    assert.equal(refusal("prod", { "mllp:resources": { limits: { cpu: "0.1" } } })[0], "mllp:resources.limits.cpu");
  });

  it("quantities are compared by value", () => {
    const { resources } = values("dev", { "mllp:resources": { requests: { cpu: "0.25" } } });
    assert.equal(resources.requests.cpu, "0.25");
  });

  for (const name of ["LOG_LEVEL", "SHUTDOWN_TIMEOUT", "POD_NAME", "TLS_KEY_FILE"]) {
    it(`extraEnv may not replace ${name}`, () => {
      assert.equal(refusal("dev", { "mllp:extraEnv": { [name]: "x" } })[0], `mllp:extraEnv.${name}`);
    });
  }

  it("a namespace of servers is no client (C-06)", () => {
    const [key] = refusal("dev", { "mllp:clientNamespaces": ["hl7-sender", "healthcare-dev"] });
    assert.equal(key, "mllp:clientNamespaces[1]");
  });
});
