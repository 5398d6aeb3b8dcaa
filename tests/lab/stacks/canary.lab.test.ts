/** Canaries of the appointment platform, run on a control plane (SPEC 1.4.12, C-27 to C-32, W-12 to W-14). */
import assert from "node:assert/strict";
import { configure, configured, restrictStack } from "./configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type Run, type StackLab } from "./lab";
import type { Named, Workload } from "./objects";

interface Deployment extends Workload {
  readonly metadata: Named["metadata"] & { readonly uid: string; readonly generation: number };
  readonly spec: Workload["spec"] & {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

interface VirtualService extends Named {
  readonly spec: {
    readonly http: readonly {
      readonly route: readonly { readonly weight?: number; readonly destination: { readonly host: string } }[];
    }[];
  };
}

interface Annotated extends Named {
  readonly metadata: Named["metadata"] & { readonly annotations?: Readonly<Record<string, string>> };
}

type Keys = Readonly<Record<string, unknown>>;
type Service = "booking" | "patient";

const NAMESPACE = ["-n", "appointment-prod"];
const TRIAL = `sha256:${"fedcba9876543210".repeat(4)}`;
const KINDS = ["deployments", "replicasets", "pods", "services", "ingresses"] as const;

/** The two who can split the requests (C-30). */
const splits = [
  { by: "the mesh", keys: {}, own: () => ({}) },
  {
    by: "ingress-nginx",
    keys: { "appointment:trafficSplit": "ingress" },
    own: (service: Service): Keys => ({ host: `${service}.example.com`, ingress: { enabled: true } }),
  },
] as const;

describe("a canary on a control plane", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let services: Readonly<Record<string, Keys>>;
  let images: Readonly<Record<string, Keys>>;

  const deployment = (name: string): Promise<Deployment> => lab.get("deployment", name, ...NAMESPACE);
  const imageOf = ({ spec }: Deployment): string => spec.template.spec.containers[0]?.image.split("@")[1] ?? "";
  const named = async (kind: string, selector: string): Promise<string[]> =>
    (await lab.get<{ items: Named[] }>(kind, ...NAMESPACE, "-l", selector)).items.map(({ metadata }) => metadata.name);

  /** What must stay as it is while another release is tried: the stable Deployment, its Service and its pods. */
  async function stable(service: Service): Promise<unknown> {
    const name = `${service}-service`;
    const { metadata } = await deployment(name);
    const front = await lab.get<{ metadata: { uid: string; resourceVersion: string } }>("service", name, ...NAMESPACE);
    return {
      uid: metadata.uid,
      generation: metadata.generation,
      service: [front.metadata.uid, front.metadata.resourceVersion],
      pods: await named("pods", `app.kubernetes.io/name=${name},track=stable`),
    };
  }

  /** Names of everything that belongs to a canary. */
  async function canaryObjects(service: Service): Promise<string[]> {
    const left: string[] = [];
    for (const kind of KINDS) {
      const { items } = await lab.get<{ items: Named[] }>(kind, ...NAMESPACE);
      left.push(
        ...items
          .filter(({ metadata: { name } }) => name.startsWith(`${service}-service-canary`))
          .map(({ metadata }) => `${kind} ${metadata.name}`),
      );
    }
    return left;
  }

  before(async () => {
    lab = await openStacks(ROOT);
    await restrictStack(lab.project, "prod", ["appointment"]);
    services = await configured(lab.project, "prod", "appointment:services");
    images = await configured(lab.project, "prod", "appointment:images");
  });

  after(async () => {
    await lab.destroy("prod");
    await (await openStacks(ROOT)).restrict(["mllp"]);
  });

  for (const { by, keys, own } of splits) {
    describe(`whose requests are split by ${by}`, () => {
      const outputs: string[] = [];
      let untouched: Readonly<Record<Service, unknown>>;

      /** `pulumi up` with the policy pack, with these canaries and this stable image of booking. */
      async function release(canaries: Readonly<Partial<Record<Service, Keys>>>, digest?: string): Promise<Run> {
        const of = (service: Service): Keys => {
          const canary = canaries[service];
          return { ...services[service], ...own(service), ...(canary === undefined ? {} : { canary }) };
        };
        await configure(lab.project, "prod", {
          ...keys,
          // Every pod must find its place in it (G-41).
          "appointment:quota": true,
          "appointment:services": { ...services, booking: of("booking"), patient: of("patient") },
          "appointment:images":
            digest === undefined ? images : { ...images, booking: { ...images["booking"], digest } },
        });
        const run = await lab.up("prod");
        outputs.push(run.output);
        return run;
      }

      /** The shares of the stable release and of the canary, as the objects of the control plane say them. */
      async function shares(service: Service): Promise<readonly [stable: number, canary: number]> {
        const name = `${service}-service`;
        if (by === "the mesh") {
          const { spec } = await lab.get<VirtualService>("virtualservice", name, ...NAMESPACE);
          const routes = spec.http.map(({ route }) =>
            [name, `${name}-canary`].map((host) => route.find((each) => each.destination.host === host)?.weight ?? 0),
          );
          assert.equal(new Set(routes.map(String)).size, 1);
          return [routes[0]![0]!, routes[0]![1]!];
        }
        const { items } = await lab.get<{ items: Annotated[] }>("ingresses", ...NAMESPACE);
        const canary = items.find(({ metadata }) => metadata.name === `${name}-canary`)?.metadata.annotations;
        const weight = Number(canary?.["nginx.ingress.kubernetes.io/canary-weight"] ?? 0);
        assert.equal(canary?.["nginx.ingress.kubernetes.io/canary"], weight === 0 ? undefined : "true");
        return [100 - weight, weight];
      }

      before(async () => {
        await release({});
        untouched = { booking: await stable("booking"), patient: await stable("patient") };
      });

      it("is not there before, and the stable releases get all requests", async () => {
        for (const service of ["booking", "patient"] as const) {
          assert.deepEqual(await canaryObjects(service), []);
          assert.deepEqual(await shares(service), [100, 0]);
        }
      });

      describe("when it starts", () => {
        before(() => release({ booking: { digest: TRIAL, weights: [10, 50] }, patient: { digest: TRIAL } }));

        it("runs one pod of the new image, which is ready", async () => {
          for (const service of ["booking", "patient"] as const) {
            const canary = await deployment(`${service}-service-canary`);
            assert.equal(imageOf(canary), TRIAL);
            assert.deepEqual([canary.spec.replicas, canary.status.readyReplicas], [1, 1]);
          }
        });

        it("gets the weight of its first step", async () => {
          assert.deepEqual(
            [await shares("booking"), await shares("patient")],
            [
              [90, 10],
              [90, 10],
            ],
          );
        });

        it("leaves the stable releases as they are, their pods too", async () => {
          assert.deepEqual({ booking: await stable("booking"), patient: await stable("patient") }, untouched);
        });
      });

      describe("when one goes a step further and another is given up", () => {
        let pods: readonly string[];

        before(async () => {
          pods = await named("pods", "app.kubernetes.io/name=booking-service,track=canary");
          await release({ booking: { digest: TRIAL, weights: [10, 50], step: 1 } });
        });

        it("the one has the weight of its second step, with the same pod", async () => {
          assert.deepEqual(await shares("booking"), [50, 50]);
          assert.deepEqual(await named("pods", "app.kubernetes.io/name=booking-service,track=canary"), pods);
        });

        it("nothing is left of the other, and its stable release gets all requests (W-14)", async () => {
          assert.deepEqual(await canaryObjects("patient"), []);
          assert.deepEqual(await shares("patient"), [100, 0]);
        });

        it("both stable releases are as they were", async () => {
          assert.deepEqual({ booking: await stable("booking"), patient: await stable("patient") }, untouched);
        });
      });

      describe("when it is promoted (W-13)", () => {
        let promoted: unknown;

        before(async () => {
          await release({ booking: { digest: TRIAL, weights: [10, 50], step: 1 } }, TRIAL);
          promoted = await stable("booking");
        });

        it("the stable release has its image on all pods, while the canary still serves its share", async () => {
          const now = await deployment("booking-service");
          assert.equal(imageOf(now), TRIAL);
          assert.deepEqual([now.status.updatedReplicas, now.status.readyReplicas], [3, 3]);
          assert.deepEqual(await shares("booking"), [50, 50]);
        });

        it("goes then, with all that belongs to it, and the stable release stays as it is", async () => {
          await release({}, TRIAL);
          assert.deepEqual(await canaryObjects("booking"), []);
          assert.deepEqual(await shares("booking"), [100, 0]);
          assert.deepEqual(await stable("booking"), promoted);
        });

        it("had no warning of PodSecurity and none of unknown fields in any update", () => {
          assert.equal(outputs.length, 5);
          for (const output of outputs) {
            assert.doesNotMatch(output, /would violate PodSecurity|unknown field|deprecated/);
          }
        });
      });
    });
  }

  describe("that is over", () => {
    it("leaves nothing behind that a preview would change", async () => {
      await lab.unchanged("prod");
    });
  });
});
