/** All five systems in three environments on one control plane, as an installation has them. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateFile } from "../../../lab/project/stacks";
import { eventually } from "../support";
import { ROOT, SETUP_TIMEOUT_MS, STACKS, openStacks, type Run, type StackLab } from "./lab";
import {
  namespacesOf,
  objectsIn,
  place,
  skew,
  type Claim,
  type Ingress,
  type Node,
  type Pod,
  type Workload,
} from "./objects";
import { secretsOf } from "./secrets";

type Stack = (typeof STACKS)[number];

const WORKLOADS = ["deployments", "statefulsets"] as const;

/** The pods that no budget lets go: one replica and a budget that the SPEC demands (SPEC 1.9, C-04). */
const NEVER_EVICTED = ["healthcare-dev/mllp-server"];

/** Kinds whose objects several stacks may share: a patch owns only what it sets. */
const SHARED_TYPES = /Patch$/;

describe("a cluster that lacks an operator", function () {
  this.timeout(SETUP_TIMEOUT_MS);

  it("is told by one message that names the remedy, before anything changes", async () => {
    const lab = await openStacks(ROOT);
    const crds = (await lab.kubectl("get", "crds", "-o", "name")).trim().split("\n");
    const issued = crds.filter(
      (name) => /[a-z]\.cert-manager\.io$/.test(name) && !name.endsWith("acme.cert-manager.io"),
    );
    const folder = await mkdtemp(join(tmpdir(), "bulwark-crds-"));
    const kept = join(folder, "crds.json");
    await writeFile(kept, await lab.kubectl("get", ...issued, "-o", "json"));
    await lab.kubectl("delete", "--wait=true", ...issued);
    try {
      await eventually(
        "the API is gone",
        async () => !/^cert-manager\.io\/v1$/m.test(await lab.kubectl("api-versions")),
      );
      const { code, output } = await lab.pulumi(["up", "--yes", "--skip-preview", "--stack", "dev"]);
      assert.notEqual(code, 0);
      const [, diagnostics = ""] = output.split("Diagnostics:");
      assert.match(diagnostics, /cert-manager\.io\/v1 must be served: .* bulwark:capabilities\.certManager to false/);
      const { resources = [] } = await lab.deployment("dev");
      assert.deepEqual(
        resources.filter(({ type, external }) => type.startsWith("kubernetes:") && !external),
        [],
      );
    } finally {
      await lab.kubectl("create", "-f", kept);
      await lab.kubectl("wait", "--for=condition=Established", "--timeout=60s", ...issued);
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("all systems in dev, staging and prod on one control plane", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  const ups = new Map<Stack, Run>();
  const previews = new Map<Stack, Run>();
  const namespaces = new Map<Stack, Set<string>>();
  const all = (): Set<string> => new Set([...namespaces.values()].flatMap((names) => [...names]));

  before(async () => {
    lab = await openStacks(ROOT);
    for (const stack of STACKS) {
      ups.set(stack, await lab.up(stack));
      namespaces.set(stack, await namespacesOf(lab, stack));
    }
  });

  after(async () => {
    await lab.restrict(["mllp"]);
  });

  for (const stack of STACKS) {
    describe(stack, () => {
      const mine = <T extends Workload | Pod | Claim | Ingress>(kind: string): Promise<T[]> =>
        objectsIn<T>(lab, kind, namespaces.get(stack)!);

      it("has no warning of PodSecurity and none of unknown fields in its first up", () => {
        assert.doesNotMatch(ups.get(stack)!.output, /would violate PodSecurity|unknown field|deprecated/);
      });

      it("has every workload ready", async () => {
        for (const kind of WORKLOADS) {
          const unready = (await mine<Workload>(kind)).filter(
            ({ spec, status }) => (status.readyReplicas ?? 0) < spec.replicas,
          );
          assert.deepEqual(unready.map(place), []);
        }
      });

      it("has every claim bound", async () => {
        const claims = await mine<Claim>("persistentvolumeclaims");
        assert.ok(claims.length > 0);
        assert.deepEqual(claims.filter(({ status }) => status.phase !== "Bound").map(place), []);
      });

      it("has an address for every Ingress", async () => {
        const ingresses = await mine<Ingress>("ingresses");
        assert.ok(ingresses.length > 0);
        assert.deepEqual(ingresses.filter(({ status }) => !status.loadBalancer.ingress?.length).map(place), []);
      });

      it("changes nothing in a second preview", async () => {
        previews.set(stack, await lab.unchanged(stack, "--diff"));
      });

      it("has no drift", async () => {
        const { code, output } = await lab.drift(stack);
        assert.equal(code, 0, output);
      });

      it("shows no secret in its state, its previews and its updates", async () => {
        const secrets = await secretsOf(lab, stack);
        assert.ok(secrets.length > 0);
        const state = await readFile(stateFile(lab.project, stack), "utf8");
        for (const text of [state, previews.get(stack)!.output, ups.get(stack)!.output]) {
          assert.deepEqual(
            secrets.filter((secret) => text.includes(secret.value)).map(({ where }) => where),
            [],
          );
        }
      });
    });
  }

  it("no object belongs to two stacks", async () => {
    const owner = new Map<string, string>();
    for (const stack of STACKS) {
      const { resources = [] } = await lab.deployment(stack);
      for (const { type, id, external } of resources) {
        if (!type.startsWith("kubernetes:") || SHARED_TYPES.test(type) || external || id === undefined) continue;
        const object = `${type} ${id}`;
        assert.equal(owner.get(object), undefined, `${object} is in ${stack} too`);
        owner.set(object, stack);
      }
    }
  });

  it("Search runs on the tainted nodes where they are its own, and nothing else does (SPEC 1.4.8)", async () => {
    const tainted = new Set(
      (await lab.get<{ items: Node[] }>("nodes")).items
        .filter(({ spec }) => spec.taints?.some(({ key }) => key === "workload"))
        .map(({ metadata }) => metadata.name),
    );
    const pods = await objectsIn<Pod>(lab, "pods", all());
    const onTainted = new Set(pods.filter(({ spec }) => tainted.has(spec.nodeName)).map(place));
    const search = pods.filter(
      ({ metadata: { namespace, labels } }) =>
        labels?.["app.kubernetes.io/name"] === "search-service" && namespace !== "appointment-dev",
    );
    assert.ok(search.length > 0);
    assert.deepEqual(onTainted, new Set(search.map(place)));
  });

  it("the pods of every workload are spread as it asks for", async () => {
    const nodes = (await lab.get<{ items: Node[] }>("nodes")).items;
    const pods = await objectsIn<Pod>(lab, "pods", all());
    let checked = 0;
    for (const pod of pods) {
      for (const { topologyKey, maxSkew, labelSelector } of pod.spec.topologySpreadConstraints ?? []) {
        const peers = pods.filter(
          ({ metadata }) =>
            metadata.namespace === pod.metadata.namespace &&
            Object.entries(labelSelector.matchLabels).every(([key, value]) => metadata.labels?.[key] === value),
        );
        const group = nodes.filter(
          ({ spec }) =>
            (spec.taints ?? []).length ===
            (nodes.find(({ metadata }) => metadata.name === pod.spec.nodeName)?.spec.taints ?? []).length,
        );
        assert.ok(skew(peers, group, topologyKey) <= maxSkew, `${place(pod)} over ${topologyKey}`);
        checked++;
      }
    }
    assert.ok(checked > 0);
  });

  it("an eviction is refused exactly where the budget leaves no pod to spare (SPEC 1.9)", async () => {
    const refused = new Set<string>();
    for (const pod of await objectsIn<Pod>(lab, "pods", all())) {
      if (!(await lab.mayEvict(pod.metadata.namespace, pod.metadata.name))) {
        refused.add(`${pod.metadata.namespace}/${pod.metadata.labels?.["app.kubernetes.io/name"] ?? ""}`);
      }
    }
    assert.deepEqual([...refused].sort(), NEVER_EVICTED);
  });

  describe("booking-service of prod under load", () => {
    const booking = ["-n", "appointment-prod"];
    const replicas = async (): Promise<number> =>
      Number(await lab.kubectl("get", "deployment", "booking-service", ...booking, "-o=jsonpath={.spec.replicas}"));

    it("is scaled by at most two pods a minute (SPEC 1.4.6)", async () => {
      assert.equal(await replicas(), 3);
      const usage = ["kwok.x-k8s.io/usage-cpu=500m", "--overwrite"];
      await lab.kubectl("annotate", "pods", ...booking, "-l", "app.kubernetes.io/name=booking-service", ...usage);
      await eventually("the autoscaler has scaled up", async () => (await replicas()) > 3, 180_000);
      // 500m of the requested 250m ask for nine pods at once.
      assert.equal(await replicas(), 5);
    });

    it("keeps its replicas through the next up", async () => {
      const before = await replicas();
      await lab.up("prod");
      assert.ok((await replicas()) >= before);
    });
  });

  describe("destroyed", () => {
    it("is not what prod lets happen: the first protected object is named, and nothing is deleted", async () => {
      const before = await lab.deployment("prod");
      const { code, output } = await lab.pulumi(["destroy", "--yes", "--stack", "prod"]);
      assert.notEqual(code, 0);
      assert.match(output, /protected/);
      assert.deepEqual((await lab.deployment("prod")).resources?.length, before.resources?.length);
    });

    it("leaves nothing of dev and staging", async () => {
      for (const stack of ["dev", "staging"] as const) {
        await lab.destroy(stack);
        const left = (await lab.kubectl("get", "namespaces", "-o=jsonpath={.items[*].metadata.name}")).split(" ");
        assert.deepEqual(
          left.filter((name) => namespaces.get(stack)!.has(name)),
          [],
        );
        assert.deepEqual((await lab.deployment(stack)).resources ?? [], []);
      }
    });

    it("leaves of prod, once it is unprotected, what is retained on purpose (R-78)", async () => {
      await lab.ok(["state", "unprotect", "--all", "--yes", "--stack", "prod"]);
      await lab.destroy("prod");
      assert.deepEqual((await lab.deployment("prod")).resources ?? [], []);
      const left: string[] = [];
      for (const kind of [...WORKLOADS, "persistentvolumeclaims", "services", "secrets", "configmaps"]) {
        const found = await objectsIn<Workload>(lab, kind, namespaces.get("prod")!);
        left.push(
          ...found.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt").map((it) => `${kind} ${place(it)}`),
        );
      }
      assert.deepEqual(left.sort(), [
        "persistentvolumeclaims healthcare-prod/postgres-storage-postgres-0",
        "statefulsets healthcare-prod/postgres",
      ]);
      for (const name of namespaces.get("prod")!) {
        await lab.kubectl("delete", "namespace", name, "--ignore-not-found", "--wait=true");
      }
    });
  });
});
