import assert from "node:assert/strict";
import type { PodSettings } from "../../components/builders/pod-settings";
import { assertDataArrives, injections, type SecretInjection, type WorkloadData } from "../../components/workload-data";
import { settings } from "./fixtures";

const data = (inject: SecretInjection): WorkloadData => ({ secrets: [{ name: "s", keys: ["A", "B"], inject }] });
const naming = (...keys: string[]): PodSettings => {
  const env = Object.fromEntries(keys.map((key) => [`X_${key}`, { secret: "s", key }]));
  return { ...settings, container: { ...settings.container, env } };
};
const withVolume = (volume: NonNullable<PodSettings["volumes"]>[string]): PodSettings => ({
  ...settings,
  volumes: { v: volume },
});

describe("components/workload-data", () => {
  it("makes variables of whole objects only where it is told to", () => {
    assert.deepEqual(injections(data("all")), [{ kind: "secret", name: "s", keys: ["A", "B"], inject: "all" }]);
    assert.equal(injections(data("keys")).length, 1);
    for (const inject of ["variables", "volume"] as const) assert.deepEqual(injections(data(inject)), []);
    const config = { name: "c", keys: ["A"], inject: "all" } as const;
    assert.deepEqual(injections({ config, secrets: [] }), [{ kind: "configMap", ...config }]);
  });

  it("demands a variable for every key, in whichever container (R-61)", () => {
    assert.doesNotThrow(() => {
      assertDataArrives(data("variables"), naming("A", "B"));
    });
    assert.throws(() => {
      assertDataArrives(data("variables"), naming("A"));
    }, /secrets\.s\.B: a key that no variable names is given.*\{ secret: "s", key: "B" \}/);
    const { name, image, resources } = settings.container;
    const env = { X: { secret: "s", key: "B" } };
    assert.doesNotThrow(() => {
      assertDataArrives(data("variables"), { ...naming("A"), initContainers: [{ name, image, resources, env }] });
    });
  });

  it("refuses a variable of a key that the Secret does not have, and knows nothing of other Secrets", () => {
    assert.throws(() => {
      assertDataArrives(data("all"), naming("C"));
    }, /env: key "C" of Secret s is given, allowed is one of A, B/);
    assert.doesNotThrow(() => {
      assertDataArrives({ secrets: [] }, naming("C"));
    });
  });

  it("demands a volume for what shall be mounted (R-61)", () => {
    assert.throws(() => {
      assertDataArrives(data("volume"), settings);
    }, /secrets\.s: inject volume without a volume/);
    assert.doesNotThrow(() => {
      assertDataArrives(data("volume"), withVolume({ secret: "s" }));
    });
    const config = { name: "c", keys: ["nats.conf"], inject: "volume" } as const;
    assert.throws(() => {
      assertDataArrives({ config, secrets: [] }, withVolume({ secret: "c" }));
    }, /config\.c: inject volume without a volume is given, allowed is a volume of the ConfigMap/);
    assert.doesNotThrow(() => {
      assertDataArrives({ config, secrets: [] }, withVolume({ configMap: "c" }));
    });
  });
});
