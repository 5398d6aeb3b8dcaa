import assert from "node:assert/strict";

import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { alone } from "../sufficient";
import { environments, pod, server } from "./figures";

const sufficient = alone("mllp");
const persistent = { "mllp:persistence": { enabled: true }, "mllp:hpa": { enabled: false } };

describe("MLLP variants", () => {
  let prod: readonly RegisteredObject[];
  let withVolume: readonly RegisteredObject[];

  before(async () => {
    prod = await objectsOf(sufficient("prod"));
    withVolume = await objectsOf(sufficient("prod", persistent));
  });

  describe("with TLS", () => {
    it("has the pair in one Opaque Secret, as secrets (R-57)", () => {
      const { inputs } = find(prod, "Secret", "mllp-tls");
      assert.equal(inputs["type"] ?? "Opaque", "Opaque");
      const data = (inputs["stringData"] ?? inputs["data"]) as Record<string, unknown>;
      assert.deepEqual(data, { "tls.crt": "<secret>", "tls.key": "<secret>" });
    });

    it("mounts the Secret read-only and tells the server where (SPEC 1.1.11, C-05)", () => {
      const { inputs } = find(prod, "Deployment", "mllp-server");
      assert.deepEqual(at(inputs, `${pod}.volumes`), [
        { name: "tls", secret: { secretName: "mllp-tls", defaultMode: 0o440 } },
      ]);
      assert.deepEqual(at(inputs, `${server}.volumeMounts`), [
        { name: "tls", mountPath: "/etc/mllp/tls", readOnly: true },
      ]);
      const env = at(inputs, `${server}.env`) as { name: string; value?: string }[];
      assert.equal(env.find(({ name }) => name === "TLS_CERT_FILE")?.value, "/etc/mllp/tls/tls.crt");
      assert.equal(env.find(({ name }) => name === "TLS_KEY_FILE")?.value, "/etc/mllp/tls/tls.key");
    });

    it("rolls the pods when the pair changes (R-62, W-15)", () => {
      const { annotations } = at(find(prod, "Deployment", "mllp-server").inputs, "spec.template.metadata") as {
        annotations: Record<string, string>;
      };
      assert.ok(
        Object.keys(annotations).some((key) => key.startsWith("bulwark.io/checksum-secret")),
        JSON.stringify(annotations),
      );
    });

    it("can be switched on elsewhere (W-30) and off in prod", async () => {
      const on = await objectsOf(sufficient("dev", { "mllp:tls": { enabled: true } }));
      const off = await objectsOf(sufficient("prod", { "mllp:tls": { enabled: false } }));
      assert.ok(on.map(identity).includes("Secret/mllp-tls"));
      assert.ok(!off.map(identity).includes("Secret/mllp-tls"));
    });
  });

  describe("with persistence", () => {
    it("has a claim and no autoscaler (C-03)", () => {
      const kinds = withVolume.map(({ kind }) => kind);
      assert.ok(kinds.includes("PersistentVolumeClaim") && !kinds.includes("HorizontalPodAutoscaler"));
    });

    it("never has both, whatever is configured", async () => {
      for (const environment of environments) {
        for (const enabled of [true, false]) {
          const hpa = { "mllp:hpa": { enabled }, "mllp:persistence": { enabled: true } };
          const kinds = await objectsOf(sufficient(environment, hpa)).then(
            (objects) => objects.map(({ kind }) => kind),
            () => ["refused"],
          );
          const both = kinds.includes("PersistentVolumeClaim") && kinds.includes("HorizontalPodAutoscaler");
          assert.ok(!both && (enabled ? kinds[0] === "refused" : kinds.includes("PersistentVolumeClaim")), environment);
        }
      }
    });

    it("claims 10Gi of local-path for one node (SPEC 1.1.10)", () => {
      assert.deepEqual(find(withVolume, "PersistentVolumeClaim", "mllp-data").inputs["spec"], {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "local-path",
        resources: { requests: { storage: "10Gi" } },
      });
    });

    it("takes another class and size", async () => {
      const persistence = { enabled: true, storageClassName: "gp3", size: "20Gi" };
      const objects = await objectsOf(sufficient("staging", { "mllp:persistence": persistence }));
      const { spec } = find(objects, "PersistentVolumeClaim", "mllp-data").inputs;
      assert.deepEqual([at(spec, "storageClassName"), at(spec, "resources.requests.storage")], ["gp3", "20Gi"]);
    });

    it("runs one replica that is recreated, and takes its count back from the autoscaler (R-44, W-21)", () => {
      const { inputs, options } = find(withVolume, "Deployment", "mllp-server");
      assert.equal(at(inputs, "spec.replicas"), 1);
      assert.deepEqual(at(inputs, "spec.strategy"), { type: "Recreate" });
      assert.equal(options.ignoreChanges, undefined);
      assert.equal(inputs.metadata.annotations?.["pulumi.com/patchForce"], "true");
    });

    it("spreads over no zones and lets the one pod be evicted (C-03, C-04)", () => {
      assert.equal(
        at(find(withVolume, "Deployment", "mllp-server").inputs, `${pod}.topologySpreadConstraints`),
        undefined,
      );
      assert.equal(at(find(withVolume, "PodDisruptionBudget", "mllp-server").inputs, "spec.maxUnavailable"), 1);
    });

    it("writes to /data and /tmp only (R-14, C-02)", () => {
      const { inputs } = find(withVolume, "Deployment", "mllp-server");
      const mounts = at(inputs, `${server}.volumeMounts`) as { mountPath: string; readOnly?: boolean }[];
      const writable = mounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
      assert.deepEqual(writable.sort(), ["/data", "/tmp"]);
      assert.equal(at(inputs, `${server}.securityContext.readOnlyRootFilesystem`), true);
      const volumes = at(inputs, `${pod}.volumes`) as { name: string; emptyDir?: unknown }[];
      assert.deepEqual(volumes.find(({ name }) => name === "tmp")?.emptyDir, { sizeLimit: "64Mi" });
    });

    it("tells the server where its database is", () => {
      const env = at(find(withVolume, "Deployment", "mllp-server").inputs, `${server}.env`) as {
        name: string;
        value?: string;
      }[];
      assert.equal(env.find(({ name }) => name === "MLLP_DB_PATH")?.value, "/data/outbox.db");
    });

    it("has a writable root only by its exemption (C-02)", async () => {
      const persistence = { enabled: true, writableRootFilesystem: true };
      const objects = await objectsOf(sufficient("staging", { "mllp:persistence": persistence }));
      const { inputs } = find(objects, "Deployment", "mllp-server");
      assert.equal(at(inputs, `${server}.securityContext.readOnlyRootFilesystem`), false);
      assert.equal(inputs.metadata.annotations?.["bulwark.io/exemptions"], "mllp-writable-root");
    });

    it("has its files copied into backups on request (G-52)", async () => {
      const annotations = (objects: readonly RegisteredObject[]): Record<string, string> =>
        at(find(objects, "Deployment", "mllp-server").inputs, "spec.template.metadata.annotations") as Record<
          string,
          string
        >;
      const persistence = { enabled: true, fileSystemBackup: true };
      const copied = await objectsOf(sufficient("staging", { "mllp:persistence": persistence }));
      assert.equal(annotations(copied)["backup.velero.io/backup-volumes"], "data");
      assert.equal(annotations(withVolume)["backup.velero.io/backup-volumes"], undefined);
    });

    it("keeps its data in prod when the stack goes, and with them the namespace (R-78)", () => {
      const { protect, retainOnDelete } = find(withVolume, "PersistentVolumeClaim", "mllp-data").options;
      assert.deepEqual([protect, retainOnDelete], [true, true]);
      assert.equal(find(withVolume, "Namespace", "healthcare-prod").options.retainOnDelete, true);
      assert.equal(find(prod, "Namespace", "healthcare-prod").options.retainOnDelete, undefined);
    });
  });
});
