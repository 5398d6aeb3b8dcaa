import assert from "node:assert/strict";
import { eventually } from "../support";
import { SETUP_TIMEOUT_MS, stackLab, type StackLab } from "./lab";

interface ManagedFields {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: { readonly "f:spec"?: Readonly<Record<string, unknown>> };
}

interface Deployment {
  readonly metadata: { readonly managedFields: readonly ManagedFields[] };
  readonly spec: { readonly replicas: number; readonly strategy: { readonly type: string } };
}

const inProd = ["-n", "healthcare-prod"];

describe("replicas of a Deployment that an autoscaler drives (C-01)", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;

  const deployment = (): Promise<Deployment> =>
    lab.get("deployment", "mllp-server", ...inProd, "--show-managed-fields");
  const owners = async (): Promise<ManagedFields[]> =>
    (await deployment()).metadata.managedFields.filter(({ fieldsV1 }) => "f:replicas" in (fieldsV1["f:spec"] ?? {}));
  const set = (key: string, value: string): Promise<unknown> =>
    lab.ok(["config", "set", "--stack", "prod", "--path", key, value]);
  const autoscalerHas = (minReplicas: number): Promise<unknown> =>
    lab.kubectl("patch", "hpa", "mllp-server", ...inProd, "-p", JSON.stringify({ spec: { minReplicas } }));

  before(async () => {
    lab = await stackLab();
    await lab.up("prod");
  });

  after(async () => {
    // The volume is protected against a destroy by accident.
    await lab.ok(["state", "unprotect", "--all", "--yes", "--stack", "prod"]);
    await lab.destroy("prod");
    // It stays with its namespace.
    await lab.kubectl("delete", "namespace", "healthcare-prod", "--ignore-not-found", "--wait=true");
    for (const key of ["mllp:maxConnections", "mllp:hpa", "mllp:persistence"]) {
      await lab.pulumi(["config", "rm", "--stack", "prod", key]);
    }
  });

  describe("once the autoscaler of the control plane has moved them", () => {
    before(async () => {
      // With a higher minimum the real controller scales by itself, through the scale subresource.
      await autoscalerHas(4);
      await eventually("the autoscaler has scaled to 4", async () => (await deployment()).spec.replicas === 4, 120_000);
    });

    it("they belong to the autoscaler's manager", async () => {
      const managers = (await owners()).map(({ manager, subresource }) => `${manager} ${subresource ?? ""}`);
      assert.ok(managers.includes("kube-controller-manager scale"), managers.join(", "));
    });

    it("a preview shows no change", async () => {
      await lab.unchanged("prod");
    });

    it("an up of another value neither conflicts nor resets them, and Pulumi claims them no more", async () => {
      await set("mllp:maxConnections", "250");
      await lab.up("prod");
      assert.equal((await deployment()).spec.replicas, 4);
      assert.deepEqual(
        (await owners()).filter(({ manager }) => manager.startsWith("pulumi")),
        [],
      );
    });
  });

  describe("moved by kubectl scale", () => {
    it("they survive the next up", async () => {
      // An autoscaler with one allowed count would undo it at once; 2 to 10 with no load leaves it for its window.
      await autoscalerHas(2);
      await lab.kubectl("scale", "deployment", "mllp-server", ...inProd, "--replicas=5");
      await set("mllp:maxConnections", "260");
      const { output } = await lab.up("prod");
      assert.doesNotMatch(output, /conflict/);
      assert.notDeepEqual(
        (await owners()).map(({ manager }) => manager),
        [],
      );
    });
  });

  describe("persistence switched on (W-21)", () => {
    it("is refused in one message while the autoscaler is there", async () => {
      await set("mllp:persistence.enabled", "true");
      const { code, output } = await lab.pulumi(["up", "--yes", "--skip-preview", "--stack", "prod"]);
      assert.notEqual(code, 0);
      assert.match(output, /has 1 problem; nothing was changed[^]*mllp:persistence\.enabled[^]*two updates \(W-21\)/);
      await lab.kubectl("get", "hpa", "mllp-server", ...inProd);
    });

    it("works in two updates: the autoscaler goes, the volume comes", async () => {
      await set("mllp:persistence.enabled", "false");
      await set("mllp:hpa.enabled", "false");
      await lab.up("prod");
      assert.equal(await lab.kubectl("get", "hpa", ...inProd, "-o", "name"), "");
      await set("mllp:persistence.enabled", "true");
      await lab.up("prod");
      const phase = await lab.kubectl("get", "pvc", "mllp-data", ...inProd, "-o=jsonpath={.status.phase}");
      assert.equal(phase, "Bound");
      const { spec } = await deployment();
      assert.deepEqual([spec.replicas, spec.strategy.type], [1, "Recreate"]);
    });

    it("changes nothing in a second preview", async () => {
      await lab.unchanged("prod");
    });
  });
});
