import assert from "node:assert/strict";

import { at, find, objectsOf, type RegisteredObject } from "../evaluate";
import { container } from "./figures";
import { problemOf, stackOf } from "./services";
import { role } from "./sufficient";

const store = { "appointment:secretStore": { name: "vault" } };
const patient = {
  externalSecrets: { DATABASE_PASSWORD: { key: "appointment/prod", property: "password" }, API_KEY: { key: "maps" } },
};

describe("appointment: secrets of a service (G-16)", () => {
  let objects: readonly RegisteredObject[];

  before(async () => {
    objects = await objectsOf(stackOf("prod", { patient }, store));
  });

  it("are none by default: a service gets its credentials by its role", async () => {
    const found = (await objectsOf(stackOf("prod"))).filter(
      ({ kind }) => kind === "Secret" || kind === "ExternalSecret",
    );
    assert.deepEqual(found, []);
  });

  it("are fetched from the store; the program never sees them (R-57)", () => {
    const { spec } = find(objects, "ExternalSecret", "patient-service-secrets").inputs;
    assert.deepEqual(at(spec, "secretStoreRef"), { kind: "ClusterSecretStore", name: "vault" });
    assert.deepEqual(at(spec, "data"), [
      { secretKey: "DATABASE_PASSWORD", remoteRef: { key: "appointment/prod", property: "password" } },
      { secretKey: "API_KEY", remoteRef: { key: "maps" } },
    ]);
    assert.ok(!objects.some(({ kind }) => kind === "Secret"));
  });

  it("reach the container of their service, each key, and no other service (R-61)", () => {
    const env = (name: string): unknown => at(find(objects, "Deployment", name).inputs, `${container}.env`);
    const variable = (name: string): unknown => ({
      name,
      valueFrom: { secretKeyRef: { name: "patient-service-secrets", key: name } },
    });
    assert.deepEqual(env("patient-service"), [variable("DATABASE_PASSWORD"), variable("API_KEY")]);
    assert.equal(env("booking-service"), undefined);
  });

  it("reach a canary too (C-29)", async () => {
    const canary = { digest: `sha256:${"a".repeat(64)}` };
    const release = await objectsOf(stackOf("prod", { patient: { ...patient, canary } }, store));
    const [stable, trial] = ["patient-service", "patient-service-canary"].map((name) =>
      at(find(release, "Deployment", name).inputs, `${container}.env`),
    );
    assert.deepEqual(trial, stable);
    assert.ok(Array.isArray(trial) && trial.length === 2);
    assert.equal(release.filter(({ kind }) => kind === "ExternalSecret").length, 1);
  });

  it("need a store, its operator and a path", () => {
    assert.equal(problemOf("prod", { patient }).key, "appointment:secretStore.name");
    const without = { ...store, "bulwark:capabilities": { externalSecrets: false } };
    assert.equal(problemOf("prod", { patient }, without).key, "appointment:services.patient.externalSecrets");
    const pathless = { externalSecrets: { API_KEY: { property: "x" } } };
    assert.equal(
      problemOf("prod", { patient: pathless }, store).key,
      "appointment:services.patient.externalSecrets.API_KEY.key",
    );
  });

  it("do not stand in plain text beside the reference", () => {
    const both = { ...patient, roleArn: role("patient"), extraEnv: { API_KEY: "x" } };
    assert.equal(
      problemOf("prod", { patient: both }, store).key,
      "appointment:services.patient.externalSecrets.API_KEY",
    );
  });
});
