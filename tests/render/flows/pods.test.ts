import assert from "node:assert/strict";
import { workloadsOf } from "../../../render/flows/pods";
import { registered } from "./example";

const metadata = { name: "shop", namespace: "shop-dev" };
const template = {
  metadata: { labels: { app: "shop" } },
  spec: {
    containers: [
      { ports: [{ name: "http", containerPort: 8080 }] },
      { ports: [{ containerPort: 53, protocol: "UDP" }] },
      {},
    ],
    initContainers: [{ ports: [{ name: "proxy", containerPort: 9000 }] }],
  },
};
const shop = {
  name: "shop",
  namespace: "shop-dev",
  labels: { app: "shop" },
  ports: [
    { name: "http", number: 8080, protocol: "TCP" },
    { name: undefined, number: 53, protocol: "UDP" },
    { name: "proxy", number: 9000, protocol: "TCP" },
  ],
};

describe("render/flows/pods", () => {
  for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) {
    it(`takes labels and ports from the template of a ${kind}`, () => {
      const found = workloadsOf([registered(`kubernetes:apps/v1:${kind}`, { metadata, spec: { template } })]);
      assert.deepEqual(found, [{ ...shop, kind }]);
    });
  }

  it("finds the pods of Jobs and CronJobs", () => {
    const job = registered("kubernetes:batch/v1:Job", { metadata, spec: { template } });
    const scheduled = registered("kubernetes:batch/v1:CronJob", {
      metadata,
      spec: { jobTemplate: { spec: { template } } },
    });
    assert.deepEqual(workloadsOf([job, scheduled]), [
      { ...shop, kind: "Job" },
      { ...shop, kind: "CronJob" },
    ]);
  });

  it("knows the pods that an operator makes for a database", () => {
    const [found] = workloadsOf([registered("kubernetes:postgresql.cnpg.io/v1:Cluster", { metadata, spec: {} })]);
    assert.deepEqual(found?.labels, { "cnpg.io/cluster": "shop", "cnpg.io/podRole": "instance" });
    assert.deepEqual(
      found.ports.map(({ number }) => number),
      [5432, 8000, 9187],
    );
  });

  it("leaves alone what makes no pods, and what is only read", () => {
    const read = { ...registered("kubernetes:apps/v1:Deployment", { id: "shop" }), read: true };
    assert.deepEqual(workloadsOf([read, registered("kubernetes:core/v1:Service", { metadata })]), []);
  });
});
