import assert from "node:assert/strict";

import { ConfigurationError } from "../../config/configuration-error";
import { load } from "../../systems";
import { at, find, identity, objectsOf, type RegisteredObject } from "./evaluate";
import type { Keys } from "./example-keys";
import { expectedFlows as appointmentFlows } from "./appointment/flows";
import { problemOf, stackOf } from "./appointment/services";
import { dns, sidecar, unexpected, worldOfSource, type ExpectedFlow } from "./expected-flows";
import { expectedFlows as healthcareFlows } from "./healthcare/flows";
import { cluster } from "./healthcare/values";
import { expectedFlows as smedrecFlows } from "./smedrec/flows";
import { alone } from "./sufficient";

const command = ["migrate", "--all"];
const inHealthcare = (more: Keys = {}) => alone("healthcare")("prod", { "healthcare:migration": { command }, ...more });
const inSmedrec = () => alone("smedrec")("prod", { "smedrec:migration": { command } });
const inAppointment = (own: Keys = {}) => stackOf("prod", { booking: { migration: { command }, ...own } });

/** The workload that migrates in each system. */
const cases = [
  { system: "healthcare", workload: "healthcare-app", source: inHealthcare },
  { system: "smedrec", workload: "audit-server", source: inSmedrec },
  { system: "appointment", workload: "booking-service", source: inAppointment },
] as const;

type Objects = readonly RegisteredObject[];

function jobOf(objects: Objects, workload: string): RegisteredObject {
  const found = objects.filter((object) => identity(object).startsWith(`Job/${workload}-migration-`));
  assert.equal(found.length, 1, objects.map(identity).join(", "));
  return found[0]!;
}

for (const { system, workload, source } of cases) {
  describe(`${system}: migration of its database (G-59)`, () => {
    let objects: Objects;

    before(async () => {
      objects = await objectsOf(source());
    });

    it("is off by default", async () => {
      const all = await objectsOf(alone(system)("prod"));
      assert.deepEqual(
        all.map(identity).filter((name) => /migration/.test(name)),
        [],
      );
    });

    it("is a Job and a policy, and changes nothing else of the system but the order", async () => {
      const before = await objectsOf(alone(system)("prod"));
      const added = objects.map(identity).filter((name) => !before.map(identity).includes(name));
      const { name } = jobOf(objects, workload).inputs.metadata;
      assert.deepEqual(
        added.sort(),
        [`Job/${name}`, `NetworkPolicy/${workload}-migration`]
          .concat(system === "healthcare" ? [`AuthorizationPolicy/${workload}-migration`] : [])
          .sort(),
      );
      assert.deepEqual(find(objects, "Deployment", workload).inputs, find(before, "Deployment", workload).inputs);
    });

    it("comes before the pods are rolled", () => {
      const { options } = find(objects, "Deployment", workload);
      assert.ok(options.dependsOn?.includes(jobOf(objects, workload).urn));
    });

    it("runs its command in the image of the pods, with their variables and under their account", () => {
      const job = jobOf(objects, workload).inputs;
      const deployment = find(objects, "Deployment", workload).inputs;
      const pod = "spec.template.spec";
      const container = `${pod}.containers.0`;
      assert.deepEqual(at(job, `${container}.command`), command);
      for (const field of [
        `${container}.image`,
        `${container}.env`,
        `${container}.envFrom`,
        `${pod}.serviceAccountName`,
      ]) {
        assert.deepEqual(at(job, field), at(deployment, field), field);
      }
    });

    it("is no pod that the Service, the budget or the autoscaler would count", () => {
      const { labels } = at(jobOf(objects, workload).inputs, "spec.template.metadata") as {
        labels: Readonly<Record<string, string>>;
      };
      const selector = at(find(objects, "Deployment", workload).inputs, "spec.selector.matchLabels") as object;
      assert.ok(Object.entries(selector).some(([key, value]) => labels[key] !== value));
    });
  });
}

describe("the connections of a migration (G-59, SPEC 1.8)", () => {
  /** What is otherwise than expected, with `{job}` for the migration. */
  async function otherwise(
    source: Parameters<typeof worldOfSource>[0],
    expected: readonly ExpectedFlow[],
    own: (job: string) => readonly ExpectedFlow[],
  ): Promise<string[]> {
    const world = await worldOfSource(source);
    const job = world.actors.find(({ id }) => /-migration-[0-9a-f]{10}$/.test(id))?.id;
    assert.ok(job !== undefined);
    return unexpected(world, [...expected, ...own(job)]);
  }

  it("of the Elixir stack are DNS, the database, and what its sidecar needs", async () => {
    const own = (job: string): readonly ExpectedFlow[] => [
      dns(job),
      ...sidecar(job),
      { from: job, to: "healthcare-prod/postgres", ports: ["TCP 5432"] },
    ];
    assert.deepEqual(await otherwise(inHealthcare(), healthcareFlows("prod"), own), []);
  }).timeout(30_000);

  it("of the audit server are DNS and PostgreSQL", async () => {
    const own = (job: string): readonly ExpectedFlow[] => [
      dns(job),
      { from: job, to: "10.40.0.0/24", ports: ["TCP 5432"] },
    ];
    assert.deepEqual(await otherwise(inSmedrec(), smedrecFlows("prod"), own), []);
  }).timeout(30_000);

  it("of a service of the appointment platform are DNS and what the service reaches outside of the cluster", async () => {
    const own = (job: string): readonly ExpectedFlow[] => [
      dns(job),
      { from: job, to: "10.50.0.0/24", ports: ["TCP 5432"] },
      { from: job, to: "10.50.1.0/24", ports: ["TCP 9094", "TCP 9098"] },
      { from: job, to: "10.50.3.0/24", ports: ["TCP 443"] },
    ];
    assert.deepEqual(await otherwise(inAppointment(), appointmentFlows("prod"), own), []);
  }).timeout(30_000);
});

describe("a migration in a mesh (G-59)", () => {
  const marks = (objects: Objects, workload: string): unknown[] => {
    const metadata = at(jobOf(objects, workload).inputs, "spec.template.metadata");
    const labels = at(metadata, "labels") as Record<string, string>;
    const annotations = (at(metadata, "annotations") ?? {}) as Record<string, string>;
    return [labels["sidecar.istio.io/inject"], annotations["sidecar.istio.io/nativeSidecar"]];
  };

  it("has no sidecar where its database is outside (R-28)", async () => {
    assert.deepEqual(marks(await objectsOf(inAppointment()), "booking-service"), ["false", undefined]);
    assert.deepEqual(marks(await objectsOf(inHealthcare(cluster)), "healthcare-app"), ["false", undefined]);
  });

  it("has one that ends with it where the database takes mTLS only (R-29)", async () => {
    const objects = await objectsOf(inHealthcare());
    assert.deepEqual(marks(objects, "healthcare-app"), [undefined, "true"]);
    const { inputs } = find(objects, "AuthorizationPolicy", "postgres");
    const principals = JSON.stringify(at(inputs, "spec.rules"));
    assert.match(principals, /ns\/healthcare-prod\/sa\/healthcare-app"/);
    assert.ok(!/migration/.test(principals));
  });

  it("waits in the Elixir stack for the database, which may be as new as itself", async () => {
    const objects = await objectsOf(inHealthcare());
    const { options } = jobOf(objects, "healthcare-app");
    assert.ok(options.dependsOn?.includes(find(objects, "StatefulSet", "postgres").urn));
  });
});

describe("a migration of the Elixir stack or the audit server", () => {
  const wrong: readonly [given: unknown, at: string][] = [
    ["migrate", ""],
    [{ command: "migrate" }, ".command"],
    [{ command: [1] }, ".command[0]"],
    [{ command: [] }, ".command"],
    [{ command, retries: "none" }, ".retries"],
    [{ command, deadlineMinutes: 1441 }, ".deadlineMinutes"],
    [{ command, resources: { limits: { memory: "1GB" } } }, ".resources.limits.memory"],
    [{ command, resources: { requests: { cpu: "2" } } }, ".resources.requests.cpu"],
    [{ command, comand: [] }, ".comand"],
  ];
  for (const system of ["healthcare", "smedrec"] as const) {
    for (const [given, path] of wrong) {
      it(`${system}:migration ${JSON.stringify(given)} is refused at its key`, () => {
        assert.throws(
          () => load(alone(system)("prod", { [`${system}:migration`]: given })),
          (error) => {
            assert.ok(error instanceof ConfigurationError);
            assert.deepEqual(
              error.problems.map(({ key }) => key),
              [`${system}:migration${path}`],
            );
            return true;
          },
        );
      });
    }
  }
});

describe("a migration of an appointment service", () => {
  it("runs for a canary with the image on trial first (C-29)", async () => {
    const digest = `sha256:${"fedcba9876543210".repeat(4)}`;
    const objects = await objectsOf(inAppointment({ roleArn: "arn:aws:iam::123456789012:role/b", canary: { digest } }));
    const trial = jobOf(objects, "booking-service-canary");
    assert.match(String(at(trial.inputs, "spec.template.spec.containers.0.image")), /fedcba/);
    assert.ok(find(objects, "Deployment", "booking-service-canary").options.dependsOn?.includes(trial.urn));
    assert.ok(!find(objects, "Deployment", "booking-service").options.dependsOn?.includes(trial.urn));
  });

  it("is refused where it can reach no database", () => {
    const migration = { command };
    const key = "appointment:services.patient.migration.command";
    assert.deepEqual(problemOf("prod", { patient: { migration } }).key, key);
    const closed = problemOf(
      "prod",
      { booking: { migration } },
      { "appointment:rdsCidrs": [], "appointment:mskCidrs": [] },
    );
    assert.match(closed.given, /rdsCidrs and appointment:mskCidrs are empty/);
    assert.match(problemOf("dev", { patient: { migration, destinations: ["rds"] } }).remedy[0] ?? "", /rdsCidrs\[0\]/);
  });
});
