import assert from "node:assert/strict";

import type { CustomKind } from "../../components/custom-resources";
import { evaluate } from "../../render/evaluate";
import type { Registration } from "../../render/registration";
import { load } from "../../systems";
import { Platform, type NamespaceDecisions } from "../../systems/platform";
import type { Keys } from "./example-keys";
import { sourceOf } from "./sufficient";

/** What a stack without systems registers when `program` has its platform. */
async function registered(
  stack: string,
  program: (platform: Platform) => unknown,
  { wanted = [], keys = {}, ...decisions }: { wanted?: readonly CustomKind[]; keys?: Keys } & NamespaceDecisions = {},
): Promise<readonly Registration[]> {
  const { settings } = load(sourceOf(stack, { "bulwark:systems": [], ...keys }));
  return evaluate("bulwark", stack, () => {
    const platform = new Platform(settings, wanted, decisions);
    platform.run(() => program(platform));
  });
}

const namesOf = (registrations: readonly Registration[], type: string): string[] =>
  registrations.filter((registration) => registration.type === type).map(({ name }) => name);

describe("Platform", () => {
  describe("namespaces", () => {
    it("are registered once however many systems ask", async () => {
      const registrations = await registered("dev", (platform) => {
        const [first, second] = [1, 2].map(() => platform.namespace({ name: "shop-dev", system: "shop" }));
        assert.equal(first, second);
      });
      assert.deepEqual(namesOf(registrations, "bulwark:components:SecureNamespace"), ["shop-dev"]);
    });

    it("cannot be decided by two systems in two ways", async () => {
      const program = (platform: Platform): void => {
        platform.namespace({ name: "shop-dev" });
        platform.namespace({ name: "shop-dev", istioInjection: true });
      };
      await assert.rejects(registered("dev", program), /two systems ask for the namespace shop-dev/);
    });

    it("with data stay when the stack goes, closed as they are (R-78)", async () => {
      const program = (platform: Platform): void => {
        for (const name of ["shop-prod", "till-prod"]) platform.namespace({ name });
      };
      const registrations = await registered("dev", program, { retained: ["shop-prod"] });
      const kept = registrations.filter(({ options }) => options.retainOnDelete === true).map(({ name }) => name);
      assert.deepEqual(kept.sort(), ["shop-prod", "shop-prod-default-deny", "shop-prod-namespace"]);
    });

    it("have the quota that all systems in them need together, before anything runs in them (G-41)", async () => {
      const program = (platform: Platform): void => {
        for (const name of ["shop-dev", "till-dev"]) platform.namespace({ name });
      };
      const registrations = await registered("dev", program, { quotas: { "shop-dev": { pods: "3" } } });
      assert.deepEqual(namesOf(registrations, "kubernetes:core/v1:ResourceQuota"), ["shop-dev-quota"]);
    });

    it("tell the policies the stack's environment", async () => {
      const registrations = await registered("dev", (platform) => platform.namespace({ name: "shop-dev" }));
      assert.equal(labelsOf(registrations)["bulwark.io/environment"], "dev");
      assert.equal(labelsOf(registrations)["expires-at"], undefined);
    });

    it("say in a preview until when they live (G-54)", async () => {
      const program = (platform: Platform): unknown =>
        platform.namespace({ name: "shop-preview-pr-7", labels: { team: "a" } });
      const labels = labelsOf(await registered("preview-pr-7", program));
      assert.deepEqual(
        [labels["expires-at"], labels["team"], labels["bulwark.io/environment"]],
        ["2026-02-14", "a", "preview"],
      );
    });
  });

  it("looks for what its systems make, and for nothing of a capability that is off", async () => {
    const wanted = ["ScaledObject", "Gateway", "ScaledObject"] as const;
    const apis = async (keys: Keys): Promise<(string | undefined)[]> => {
      const type = "kubernetes:apiregistration.k8s.io/v1:APIService";
      const names = namesOf(await registered("dev", () => undefined, { wanted, keys }), type);
      return names.map((name) => /^preflight-(\S+)/.exec(name)?.[1]);
    };
    assert.deepEqual(await apis({}), ["keda.sh/v1alpha1", "networking.istio.io/v1beta1"]);
    assert.deepEqual(await apis({ "bulwark:capabilities": { mesh: false } }), ["keda.sh/v1alpha1"]);
  });
});

function labelsOf(registrations: readonly Registration[]): Record<string, string> {
  const namespace = registrations.find(({ type, read }) => type === "kubernetes:core/v1:Namespace" && !read);
  assert.ok(namespace);
  return (namespace.inputs["metadata"] as { labels: Record<string, string> }).labels;
}
