import assert from "node:assert/strict";
import { SETUP_TIMEOUT_MS, STACKS, stackLab, type Run, type StackLab } from "./lab";

interface Workload {
  readonly metadata: { readonly name: string };
  readonly status: { readonly readyReplicas?: number };
}

/** Takes fields over that another manager set: the provider's own switch, as its documentation names it. */
const TAKE_OVER = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };

/** What the SDK tells the engine of each resource, to be shown by --debug. */
const REGISTERS = /debug: Registering resource: t=(bulwark|kubernetes):/;

describe("dev, staging and prod of MLLP on one control plane", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  const ups = new Map<string, Run>();

  before(async () => {
    lab = await stackLab();
    for (const stack of STACKS) ups.set(stack, await lab.up(stack));
  });

  for (const stack of STACKS) {
    describe(stack, () => {
      const namespace = `healthcare-${stack}`;

      it("has no warning of PodSecurity and none of unknown fields in its first up", () => {
        assert.doesNotMatch(ups.get(stack)?.output ?? "", /would violate PodSecurity|unknown field/);
      });

      it("has every Deployment ready with all replicas", async () => {
        const { items } = await lab.get<{ items: Workload[] }>("deployments", "-n", namespace);
        assert.deepEqual(
          items.map(({ metadata, status }) => [metadata.name, status.readyReplicas]),
          [["mllp-server", stack === "dev" ? 1 : 2]],
        );
      });

      it(`has ${stack === "prod" ? "an" : "no"} HorizontalPodAutoscaler`, async () => {
        const names = await lab.kubectl("get", "hpa", "-n", namespace, "-o", "name");
        assert.equal(names.trim(), stack === "prod" ? "horizontalpodautoscaler.autoscaling/mllp-server" : "");
      });

      it("changes nothing in a second preview", async () => {
        const { output } = await lab.unchanged(stack, "--debug");
        assert.doesNotMatch(output, /would violate PodSecurity|unknown field/);
        assert.doesNotMatch(output, REGISTERS);
      });
    });
  }

  it("the SDK's debug messages are there for who asks for them", async () => {
    const { output } = await lab.ok(["preview", "--debug", "--stack", "dev"], { BULWARK_DEBUG_LOG: "true" });
    assert.match(output, REGISTERS);
  });

  describe("drift made by hand in dev", () => {
    const inDev = ["-n", "healthcare-dev"];
    let found: Run;

    before(async () => {
      const logLevel = JSON.stringify({ data: { LOG_LEVEL: "error" } });
      const port = JSON.stringify([{ op: "replace", path: "/spec/ports/0/targetPort", value: 2600 }]);
      await lab.kubectl("patch", "configmap", "mllp-server-config", ...inDev, "--type=merge", "-p", logLevel);
      await lab.kubectl("patch", "service", "mllp-server", ...inDev, "--type=json", "-p", port);
      await lab.kubectl("label", "service", "mllp-server", ...inDev, "--overwrite", "app.kubernetes.io/part-of=mine");
      await lab.kubectl("delete", "poddisruptionbudget", "mllp-server", ...inDev);
      await lab.kubectl("scale", "deployment", "mllp-server", ...inDev, "--replicas=3");
      found = await lab.drift("dev");
    });

    it("makes a refresh that expects none fail", () => {
      assert.notEqual(found.code, 0);
      assert.match(found.output, /no changes were expected for refresh/);
    });

    for (const [what, line] of [
      ["changed data of a ConfigMap", /ConfigMap mllp-server-config update \[diff: ~data\]/],
      [
        "a changed label and port of a Service",
        /Service mllp-server-service-mllp-server update \[diff: ~metadata,spec\]/,
      ],
      ["a deleted PodDisruptionBudget", /PodDisruptionBudget mllp-server-budget-budget delete/],
      ["a scaled Deployment", /Deployment mllp-server-deployment update \[diff: ~spec\]/],
    ] as const) {
      it(`is found by a refresh: ${what}`, () => {
        assert.match(found.output, line);
      });
    }

    it("stops an up that would overrule the other manager, by whose name it is told", async () => {
      const { code, output } = await lab.pulumi(["up", "--refresh", "--yes", "--skip-preview", "--stack", "dev"]);
      assert.notEqual(code, 0);
      assert.match(output, /conflicts? with "kubectl-(patch|label)"/);
    });

    describe("and mended by an up that takes the fields over", () => {
      before(async () => {
        await lab.ok(["up", "--refresh", "--yes", "--skip-preview", "--stack", "dev"], TAKE_OVER);
      });

      it("the ConfigMap", async () => {
        const path = "-o=jsonpath={.data.LOG_LEVEL}";
        assert.equal(await lab.kubectl("get", "configmap", "mllp-server-config", ...inDev, path), "debug");
      });

      it("the Service", async () => {
        const path = String.raw`-o=jsonpath={.spec.ports[*].targetPort} {.metadata.labels.app\.kubernetes\.io/part-of}`;
        assert.equal(await lab.kubectl("get", "service", "mllp-server", ...inDev, path), "mllp mllp");
      });

      it("the PodDisruptionBudget", async () => {
        await lab.kubectl("get", "poddisruptionbudget", "mllp-server", ...inDev);
      });

      it("the Deployment", async () => {
        const path = "-o=jsonpath={.spec.replicas}";
        assert.equal(await lab.kubectl("get", "deployment", "mllp-server", ...inDev, path), "1");
      });

      it("and once an ordinary up has put the switch off again, nothing changes", async () => {
        await lab.up("dev");
        await lab.unchanged("dev");
      });
    });
  });

  describe("destroyed", () => {
    before(async () => {
      for (const stack of STACKS) await lab.destroy(stack);
    });

    it("leaves no namespace", async () => {
      const names = await lab.kubectl("get", "namespaces", "-o=jsonpath={.items[*].metadata.name}");
      assert.doesNotMatch(names, /healthcare/);
    });

    it("leaves no object that Pulumi manages", async () => {
      const kinds = (await lab.kubectl("api-resources", "--verbs=list", "-o", "name")).trim().split("\n");
      const label = "app.kubernetes.io/managed-by=pulumi,app.kubernetes.io/part-of=mllp";
      const left = await lab.kubectl("get", kinds.join(","), "-A", "-l", label, "-o", "name", "--ignore-not-found");
      assert.equal(left, "");
    });

    for (const stack of STACKS) {
      it(`leaves the state of ${stack} empty`, async () => {
        assert.deepEqual((await lab.deployment(stack)).resources ?? [], []);
      });
    }
  });
});
