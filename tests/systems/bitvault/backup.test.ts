import assert from "node:assert/strict";

import { load } from "../../../systems";
import { registry } from "../../../systems/registry";
import { at, find, objectsOf, type RegisteredObject } from "../evaluate";
import { pinnedImage, type Keys } from "../example-keys";
import { alone } from "../sufficient";
import { inCluster } from "./sufficient";

const sufficient = alone("bitvault");
const on: Keys = { "bitvault:backup": { enabled: true } };
const schedule = async (changes: Keys): Promise<RegisteredObject["inputs"]> =>
  find(await objectsOf(sufficient("prod", { ...on, ...changes })), "Schedule", "bitvault-daily-prod").inputs;

describe("BitVault's backup (G-52)", () => {
  it("is a switch", async () => {
    const without = await objectsOf(sufficient("prod"));
    assert.ok(!without.some(({ kind }) => kind === "Schedule"));
  });

  it("takes the namespace once a day, without volumes where there are none", async () => {
    const { metadata, spec } = await schedule({ "bulwark:veleroNamespace": "backups" });
    assert.equal(metadata.namespace, "backups");
    assert.equal(at(spec, "schedule"), "0 4 * * *");
    assert.deepEqual(at(spec, "template.includedNamespaces"), ["bitvault-prod"]);
    assert.deepEqual([at(spec, "template.snapshotVolumes"), at(spec, "template.hooks")], [false, undefined]);
  });

  it("takes the volumes of the data stores, of PostgreSQL after a checkpoint", async () => {
    const { spec } = await schedule(inCluster(pinnedImage));
    assert.equal(at(spec, "template.snapshotVolumes"), true);
    assert.deepEqual(at(spec, "template.hooks.resources.0.labelSelector.matchLabels"), {
      "cnpg.io/cluster": "postgres",
      "cnpg.io/podRole": "instance",
    });
    assert.equal((at(spec, "template.hooks.resources.0.pre.0.exec.command") as string[]).at(-1), "CHECKPOINT");
  });

  it("warns when it fails (G-48)", async () => {
    const rules = find(await objectsOf(sufficient("prod", on)), "PrometheusRule", "bitvault-daily").inputs;
    assert.equal(at(rules, "spec.groups.0.name"), "bitvault-daily-prod-backups");
  });

  it("is left out where the cluster has no Velero", async () => {
    const found = await objectsOf(sufficient("prod", { ...on, "bulwark:capabilities": { velero: false } }));
    assert.ok(!found.some(({ kind }) => kind === "Schedule"));
  });
});

describe("BitVault's own PostgreSQL, backed up by its operator (G-52)", () => {
  const backup = {
    destination: "s3://bitvault-backups/prod",
    endpoint: "https://minio.example.com",
    credentialsSecret: "postgres-backup",
    cidrs: ["203.0.113.0/24"],
    retentionDays: 2192,
  };
  const changes: Keys = {
    ...inCluster(pinnedImage),
    "bitvault:inCluster": { postgres: { enabled: true, backup }, nats: { enabled: true } },
  };
  let found: readonly RegisteredObject[];

  before(async () => {
    found = await objectsOf(sufficient("prod", changes));
  });

  it("goes to the bucket that the stack names, every night", () => {
    const { spec } = find(found, "Cluster", "postgres").inputs;
    assert.equal(at(spec, "backup.barmanObjectStore.destinationPath"), "s3://bitvault-backups/prod");
    assert.equal(at(spec, "backup.barmanObjectStore.s3Credentials.accessKeyId.name"), "postgres-backup");
    assert.equal(at(spec, "backup.retentionPolicy"), "2192d");
    assert.equal(at(find(found, "ScheduledBackup", "postgres").inputs, "spec.schedule"), "0 30 2 * * *");
  });

  it("opens the way there to the instances alone, on 443 (SPEC 1.8)", () => {
    const open = found.filter(
      ({ kind, inputs }) => kind === "NetworkPolicy" && JSON.stringify(inputs).includes("203.0.113.0/24"),
    );
    assert.deepEqual(
      open.map(({ inputs }) => inputs.metadata.name),
      ["postgres"],
    );
    const rules = at(open[0]?.inputs, "spec.egress") as { to: unknown; ports: { port: number }[] }[];
    const [rule] = rules.filter(({ to }) => JSON.stringify(to).includes("203.0.113.0/24"));
    assert.deepEqual(
      rule?.ports.map(({ port }) => port),
      [443],
    );
  });

  it("names the kind that it makes", () => {
    const values = load(sufficient("prod", changes)).systems.bitvault!;
    assert.ok(registry.bitvault.customResources(values).includes("ScheduledBackup"));
  });
});
