import assert from "node:assert/strict";
import {
  migrationIdentity,
  migrationJob,
  type MigrationJobFields,
  type MigrationSettings,
  type MigrationWiring,
} from "../../../components/builders/migration-job";
import type { Container, PodSettings } from "../../../components/builders/pod-settings";
import { identity, settings } from "../fixtures";
import { PackRun } from "../../policies/support/pack";
import type { JsonObject } from "../../policies/support/objects";

const migration: MigrationSettings = {
  command: ["shop", "migrate"],
  resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "250m", memory: "128Mi" } },
};
const job = (
  changes: Partial<MigrationSettings> = {},
  pod: Partial<PodSettings> = {},
  wiring: MigrationWiring = {},
): MigrationJobFields =>
  migrationJob(migrationIdentity(identity), { ...migration, ...changes }, { ...settings, ...pod }, wiring);
const container = (changes: Partial<Container>): Partial<PodSettings> => ({
  container: { ...settings.container, ...changes },
});
const pod = (fields: MigrationJobFields): MigrationJobFields["spec"]["template"] => fields.spec.template;

describe("components/builders/migration-job", () => {
  it("runs the command in the workload's image, once, and ends", () => {
    const { spec } = job();
    const [only, ...others] = spec.template.spec.containers;
    assert.deepEqual([only?.image, only?.command, others], [settings.container.image, migration.command, []]);
    assert.equal(spec.template.spec.restartPolicy, "Never");
  });

  it("tries again twice, never beside a try that still ends, and does not count an eviction", () => {
    const { backoffLimit, podReplacementPolicy, podFailurePolicy } = job().spec;
    assert.deepEqual([backoffLimit, podReplacementPolicy], [2, "Failed"]);
    assert.deepEqual(podFailurePolicy.rules, [
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ]);
    assert.equal(job({ retries: 0 }).spec.backoffLimit, 0);
  });

  it("has ten minutes, or as many as are given (R-79)", () => {
    assert.equal(job().spec.activeDeadlineSeconds, 600);
    assert.equal(job({ deadlineMinutes: 30 }).spec.activeDeadlineSeconds, 1800);
  });

  it("stays when it is finished: one that Kubernetes takes away would run again after a refresh", () => {
    assert.ok(!("ttlSecondsAfterFinished" in job().spec));
  });

  it("is tried again by the next update when it has failed", () => {
    assert.deepEqual(job().metadata.annotations, { "pulumi.com/replaceUnready": "true" });
  });

  describe("its name", () => {
    const changes: readonly [what: string, changed: MigrationJobFields][] = [
      ["another image", job({}, container({ image: "registry.example.com/shop:v2" }))],
      ["another command", job({ command: ["shop", "migrate", "--all"] })],
      ["another variable", job({}, container({ env: { MODE: "fast" } }))],
      ["another number of tries", job({ retries: 1 })],
      ["another deadline", job({ deadlineMinutes: 11 })],
      ["other resources", job({ resources: { ...migration.resources, requests: { cpu: "60m", memory: "32Mi" } } })],
      ["another Secret", job({}, {}, { injections: [{ kind: "secret", name: "s", keys: ["A"], inject: "all" }] })],
      ["a mesh", job({}, {}, { mesh: "sidecar" })],
    ];
    for (const [what, changed] of changes) {
      it(`is another with ${what}`, () => {
        assert.notEqual(changed.metadata.name, job().metadata.name);
      });
    }

    it("is the same for the same, and with another hook or restart of the workload", () => {
      const other = { drain: { drainSeconds: 1, graceSeconds: 5 }, restartedAt: "2026-01-31T12:00:00Z" };
      assert.equal(job().metadata.name, job().metadata.name);
      assert.equal(job({}, other).metadata.name, job().metadata.name);
    });

    it("begins with the workload's, and is short enough for a label", () => {
      assert.match(job().metadata.name, /^shop-migration-[0-9a-f]{10}$/);
      const long = migrationIdentity({ ...identity, name: "a".repeat(50) });
      assert.throws(() => migrationJob(long, migration, settings), /migration: name of the Job/);
    });
  });

  it("is none of the workload's pods: no selector of theirs finds it (R-42)", () => {
    const { labels } = pod(job()).metadata;
    assert.equal(labels["app"], undefined);
    assert.equal(labels["app.kubernetes.io/name"], "shop-migration");
  });

  it("runs under the workload's account, without a token (R-16)", () => {
    const { spec } = pod(job());
    assert.deepEqual([spec.serviceAccountName, spec.automountServiceAccountToken], ["shop", false]);
    const other = migrationIdentity({ ...identity, serviceAccount: "shop-account" });
    assert.equal(migrationJob(other, migration, settings).spec.template.spec.serviceAccountName, "shop-account");
  });

  it("takes user, variables, data, scratch space, pull secrets and priority of the workload's pod, and not its place", () => {
    const { spec } = pod(
      job(
        {},
        {
          ...container({ env: { MODE: "fast" }, mounts: { tmp: { path: "/tmp" } } }),
          volumes: { tmp: { scratch: "16Mi" } },
          imagePullSecrets: ["registry"],
          scheduling: { priorityClassName: "high", nodeSelector: { workload: "search" } },
        },
        { injections: [{ kind: "configMap", name: "shop-config", keys: ["A"], inject: "all" }] },
      ),
    );
    const [only] = spec.containers;
    assert.equal(spec.securityContext.runAsUser, 1000);
    assert.deepEqual([only?.env?.[0]?.value, only?.envFrom], ["fast", [{ configMapRef: { name: "shop-config" } }]]);
    assert.deepEqual([only?.volumeMounts?.[0]?.mountPath, spec.volumes?.[0]?.name], ["/tmp", "tmp"]);
    assert.deepEqual([spec.imagePullSecrets, spec.priorityClassName], [[{ name: "registry" }], "high"]);
    assert.equal(spec.nodeSelector, undefined);
  });

  it("waits as the workload does: its init containers come first, with their exemptions", () => {
    const { requests, limits } = settings.container.resources;
    const first = {
      name: "wait",
      image: "registry.example.com/wait:v1",
      resources: { requests, limits: { memory: limits.memory, cpu: { exemption: "shop-cpu" } } },
    };
    const fields = job({}, { initContainers: [first] });
    assert.equal(pod(fields).spec.initContainers?.[0]?.name, "wait");
    assert.equal(fields.metadata.annotations?.["bulwark.io/exemptions"], "shop-cpu");
  });

  it("leaves volumes out that only a sidecar mounts, and no claim is shared", () => {
    const volumes = { logs: { scratch: "1Mi" } as const };
    assert.equal(pod(job({}, { volumes })).spec.volumes, undefined);
    const mounts = { data: { path: "/data" } };
    const claimed = { volumes: { data: { claim: "shop-data" } }, ...container({ mounts }) };
    assert.throws(() => job({}, claimed), /migration: volumes\.data: a claim is given/);
  });

  it("has a sidecar only where its network is in the mesh, and one that ends with it (G-59)", () => {
    const marks = (mesh?: "sidecar" | "ambient"): unknown[] => {
      const { labels, annotations } = pod(job({}, {}, { mesh })).metadata;
      return [labels["sidecar.istio.io/inject"], annotations?.["sidecar.istio.io/nativeSidecar"]];
    };
    assert.deepEqual(marks(), ["false", undefined]);
    assert.deepEqual(marks("sidecar"), [undefined, "true"]);
    assert.deepEqual(marks("ambient"), [undefined, undefined]);
  });

  it("is what the policies allow in prod, without an exemption (R-04 to R-13, R-31, R-32, R-63)", async () => {
    const image = `registry.example.com/shop@sha256:${"a".repeat(64)}`;
    const object = job({}, container({ image })) as unknown as JsonObject;
    const run = new PackRun({ environment: "prod", stack: "prod", today: "2026-11-28" });
    assert.deepEqual(await run.analyze({ type: "kubernetes:batch/v1:Job", object }), []);
  });

  it("refuses an empty command, and tries and times out of bounds", () => {
    assert.throws(() => job({ command: [] }), /migration\.command: an empty command is given/);
    assert.throws(() => job({ retries: -1 }), /migration\.retries/);
    assert.throws(() => job({ retries: 11 }), /migration\.retries/);
    assert.throws(() => job({ deadlineMinutes: 0 }), /migration\.deadlineMinutes/);
    assert.throws(() => job({ deadlineMinutes: 1441 }), /migration\.deadlineMinutes/);
  });
});
