import assert from "node:assert/strict";
import { START_TIMEOUT_MS, STACKS, stackLab, type Run, type StackLab } from "./lab";

interface Workload {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas: number };
  readonly status: { readonly readyReplicas?: number };
}

describe("dev, staging and prod of MLLP on one control plane", function () {
  this.timeout(START_TIMEOUT_MS);
  let lab: StackLab;
  const ups = new Map<string, Run>();

  before(async () => {
    lab = await stackLab();
    for (const stack of STACKS) ups.set(stack, await lab.up(stack));
  });

  after(async () => {
    for (const stack of STACKS) await lab.destroy(stack);
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
        const { output } = await lab.unchanged(stack);
        assert.doesNotMatch(output, /would violate PodSecurity|unknown field/);
      });

      it("shows no drift right after its up", async () => {
        const { code, output } = await lab.drift(stack);
        assert.equal(code, 0, output);
      });
    });
  }
});
