/** A migration before a roll-out, on a control plane (G-59): the smallest system that has one. */
import assert from "node:assert/strict";
import { configure, configured, restrictStack } from "./configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type Run, type StackLab } from "./lab";
import type { Named } from "./objects";

interface Job extends Named {
  readonly metadata: Named["metadata"] & { readonly uid: string };
  readonly status: {
    readonly completionTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Deployment extends Named {
  readonly metadata: Named["metadata"] & { readonly generation: number; readonly creationTimestamp: string };
}

type Images = Readonly<Record<string, Readonly<Record<string, string>>>>;

const NAMESPACE = ["-n", "smedrec-audit-dev"];

describe("a migration on a control plane (G-59)", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let images: Images;

  /** `pulumi up` with the policy pack, whatever comes of it, with another image of the server. */
  async function deploy(image: Images[string]): Promise<Run> {
    await configure(lab.project, "dev", {
      // The migration and the pods must find their place in it (G-41).
      "smedrec:quota": true,
      "smedrec:images": { ...images, server: image },
      // The lab has a try fail at once; another one would only take time.
      "smedrec:migration": { command: ["node", "dist/migrate.js"], retries: 0 },
    });
    return lab.pulumi(["up", "--yes", "--skip-preview", "--stack", "dev", "--policy-pack", "policies"]);
  }

  const jobs = async (): Promise<readonly Job[]> => (await lab.get<{ items: Job[] }>("jobs", ...NAMESPACE)).items;
  const conditionsOf = ({ status }: Job): string[] =>
    (status.conditions ?? []).filter(({ status: is }) => is === "True").map(({ type }) => type);
  const deployment = (): Promise<Deployment> => lab.get("deployment", "audit-server", ...NAMESPACE);

  /** The Deployment's generation and the names of its pods. */
  async function serving(): Promise<unknown> {
    const { items } = await lab.get<{ items: Named[] }>(
      "pods",
      ...NAMESPACE,
      "-l",
      "app.kubernetes.io/name=audit-server",
    );
    const { metadata } = await deployment();
    return { generation: metadata.generation, pods: items.map(({ metadata: { name } }) => name).sort() };
  }

  before(async () => {
    lab = await openStacks(ROOT);
    await restrictStack(lab.project, "dev", ["smedrec"]);
    images = await configured(lab.project, "dev", "smedrec:images");
  });

  after(async () => {
    await lab.destroy("dev");
    await (await openStacks(ROOT)).restrict(["mllp"]);
  });

  describe("that succeeds", () => {
    let run: Run;

    before(async () => {
      run = await deploy({ repository: "registry.example.com/audit-server", tag: "v1.0.0" });
      assert.equal(run.code, 0, run.output);
    });

    it("is over before the Deployment is made", async () => {
      const [job, ...others] = await jobs();
      assert.ok(job);
      assert.deepEqual([others, conditionsOf(job).includes("Complete")], [[], true]);
      const { creationTimestamp } = (await deployment()).metadata;
      assert.ok(Date.parse(creationTimestamp) >= Date.parse(job.status.completionTime!), creationTimestamp);
    });

    it("has no warning of PodSecurity and none of unknown fields", () => {
      assert.doesNotMatch(run.output, /would violate PodSecurity|unknown field|deprecated/);
    });

    it("does not run again: a preview changes nothing, and there is no drift", async () => {
      await lab.unchanged("dev");
      const { code, output } = await lab.drift("dev");
      assert.equal(code, 0, output);
    });
  });

  describe("that fails", () => {
    let untouched: unknown;
    let run: Run;
    let failed: Job;

    before(async () => {
      untouched = await serving();
      run = await deploy({ repository: "registry.example.com/crashes-audit-server", tag: "v2.0.0" });
      [failed] = (await jobs()).filter((job) => conditionsOf(job).includes("Failed")) as [Job];
    });

    it("ends the update, which says which Job failed and why", () => {
      assert.notEqual(run.code, 0);
      const [, diagnostics = ""] = run.output.split("Diagnostics:");
      assert.match(diagnostics, /audit-server-migration-[0-9a-f]{10}/);
      assert.match(diagnostics, /BackoffLimitExceeded/);
      assert.match(diagnostics, /container "migration": terminated with exit code 1/);
    });

    it("leaves the Deployment and its pods as they are", async () => {
      assert.deepEqual(await serving(), untouched);
    });

    it("is tried again by the next update, which touches the pods as little", async () => {
      const again = await lab.pulumi(["up", "--yes", "--skip-preview", "--stack", "dev"]);
      assert.notEqual(again.code, 0);
      const [now] = (await jobs()).filter(({ metadata }) => metadata.name === failed.metadata.name);
      assert.ok(now && now.metadata.uid !== failed.metadata.uid);
      assert.deepEqual(await serving(), untouched);
    });

    it("is forgotten with the next image: its migration runs, and the pods are rolled", async () => {
      const { code, output } = await deploy({ repository: "registry.example.com/audit-server", tag: "v2.0.1" });
      assert.equal(code, 0, output);
      assert.deepEqual(
        (await jobs())
          .map(conditionsOf)
          .flat()
          .filter((type) => type === "Failed"),
        [],
      );
      assert.equal((await jobs()).length, 1);
      assert.notDeepEqual(await serving(), untouched);
    });
  });
});
