import assert from "node:assert/strict";
import fc from "fast-check";
import type { PodSettings } from "../../../components/builders/pod-settings";
import { podTemplate } from "../../../components/builders/pod-template";
import {
  assertConnections,
  databasePod,
  neededConnections,
  type PostgresSettings,
} from "../../../components/builders/postgres-database";
import { identity } from "../fixtures";

const times = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };
const settings: PostgresSettings = {
  image: "timescale/timescaledb:2.17.2-pg16",
  database: "healthcare",
  user: "postgres",
  password: { secret: "postgres-secrets", key: "password" },
  maxConnections: 250,
  clients: [{ name: "app", maxReplicas: 10, poolSize: 20 }],
  storage: "postgres-storage",
  resources: { requests: { cpu: "2000m", memory: "4Gi" }, limits: { cpu: "4000m", memory: "8Gi" } },
  probes: {
    startup: { ...times, failureThreshold: 30 },
    readiness: times,
    liveness: { ...times, periodSeconds: 20, failureThreshold: 6 },
  },
  drain: { drainSeconds: 30, graceSeconds: 60 },
  scratch: { temporary: "64Mi", sharedMemory: "256Mi" },
};
const build = (changes: Partial<PostgresSettings> = {}): PodSettings => databasePod({ ...settings, ...changes });
const role = { name: "app", password: { secret: "postgres-secrets", key: "app" }, script: "postgres-init" };

describe("components/builders/postgres-database: the pod", () => {
  it("initialises the database of the SPEC (SPEC 1.2.9)", () => {
    const { container } = build();
    assert.deepEqual(container.env, {
      POSTGRES_DB: "healthcare",
      POSTGRES_USER: "postgres",
      POSTGRES_PASSWORD: { secret: "postgres-secrets", key: "password" },
      PGDATA: "/var/lib/postgresql/data/pgdata",
    });
    assert.deepEqual(
      container.ports.map(({ name, number }) => [name, number]),
      [["postgres", 5432]],
    );
    assert.deepEqual(container.args, ["-c", "max_connections=250"]);
  });

  it("runs as the image's own user, which alone may read the data (G-31)", () => {
    assert.deepEqual(build().user, { user: 70, group: 70, fsGroup: 70, fsGroupChangePolicy: "OnRootMismatch" });
  });

  it("writes to its claim and to limited scratch space only (G-31, R-14)", () => {
    const { volumes, container } = build();
    assert.deepEqual(volumes, {
      tmp: { scratch: "64Mi" },
      run: { scratch: "1Mi" },
      shm: { scratch: "256Mi", medium: "Memory" },
    });
    assert.deepEqual(container.mounts, {
      "postgres-storage": { path: "/var/lib/postgresql/data" },
      tmp: { path: "/tmp" },
      run: { path: "/var/run/postgresql" },
      shm: { path: "/dev/shm" },
    });
    assert.equal(container.writableRootFilesystem, undefined);
  });

  it("is asked by pg_isready (G-05)", () => {
    const exec = ["pg_isready", "-U", "postgres", "-d", "healthcare"];
    const { startup, readiness, liveness } = build().container.probes;
    assert.deepEqual(startup, { exec, ...times, failureThreshold: 30 });
    assert.deepEqual(readiness, { exec, ...times });
    assert.deepEqual(liveness, { exec, ...times, periodSeconds: 20, failureThreshold: 6 });
  });

  it("creates a role for the application by a script beside those of the image (C-13)", () => {
    const { container, volumes } = build({ applicationRole: role });
    assert.deepEqual(container.mounts?.["init"], {
      path: "/docker-entrypoint-initdb.d/900_application_role.sh",
      file: "application_role.sh",
    });
    assert.deepEqual(volumes?.["init"], { configMap: "postgres-init" });
    assert.equal(container.env?.["APPLICATION_ROLE"], "app");
    assert.deepEqual(container.env["APPLICATION_PASSWORD"], role.password);
  });

  it("is a pod that the template takes", () => {
    const { spec } = podTemplate(identity, build({ applicationRole: role }), {
      serviceAccountName: "postgres",
      claimTemplates: ["postgres-storage"],
    });
    const mount = spec.containers[0]?.volumeMounts?.find(({ name }) => name === "init");
    assert.deepEqual([mount?.subPath, mount?.readOnly], ["application_role.sh", true]);
    assert.equal(spec.containers[0]?.securityContext.readOnlyRootFilesystem, true);
  });

  it("refuses names that want quotes, and a role that exists already", () => {
    assert.throws(() => build({ database: "Health-Care" }), /^ArgumentError: database: "Health-Care" is given/);
    assert.throws(() => build({ user: "1st" }), /^ArgumentError: user: "1st" is given/);
    for (const name of ["postgres", "pg_monitor", "App"]) {
      assert.throws(() => build({ applicationRole: { ...role, name } }), /^ArgumentError: applicationRole\.name: /);
    }
  });
});

describe("components/builders/postgres-database: connections (G-37)", () => {
  it("counts one pod more than the most, for the time of an update", () => {
    assert.equal(neededConnections([{ name: "app", maxReplicas: 10, poolSize: 20 }]), 220);
  });

  it("takes exactly what all pools and the superuser can open together", () => {
    const pool = fc.record({
      name: fc.constantFrom("a", "b"),
      maxReplicas: fc.integer({ min: 1, max: 40 }),
      poolSize: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(pool, { maxLength: 3 }), fc.integer({ min: 1, max: 4000 }), (clients, maxConnections) => {
        const needed = clients.reduce((sum, each) => sum + (each.maxReplicas + 1) * each.poolSize, 0);
        const attempt = (): void => {
          assertConnections(maxConnections, clients);
        };
        if (maxConnections >= needed + 3) assert.doesNotThrow(attempt);
        else assert.throws(attempt, /^ArgumentError: maxConnections: /);
      }),
    );
  });

  it("says what the figures are made of, and that PostgreSQL's usual 100 are too few", () => {
    assert.throws(
      () => build({ maxConnections: 100 }),
      /maxConnections: 100 is given, allowed is at least 223 \(app 10 \+ 1 pods of 20; 3 for the superuser\)/,
    );
    assert.ok(build({ maxConnections: 223 }));
  });

  it("refuses pools and replicas below one", () => {
    assert.throws(() => neededConnections([{ name: "app", maxReplicas: 0, poolSize: 1 }]), /clients\.app\.maxReplicas/);
    assert.throws(() => neededConnections([{ name: "app", maxReplicas: 1, poolSize: 0.5 }]), /clients\.app\.poolSize/);
  });
});
