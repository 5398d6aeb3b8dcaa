import assert from "node:assert/strict";
import {
  claimTemplate,
  isExclusive,
  persistentVolumeClaim,
} from "../../../components/builders/persistent-volume-claim";
import { identity } from "../fixtures";

describe("components/builders/persistent-volume-claim", () => {
  it("requests storage exclusively by default, and refuses other sizes than quantities", () => {
    const claim = { name: "data", storageClassName: "local-path", size: "10Gi" } as const;
    assert.deepEqual(persistentVolumeClaim(identity, claim).spec, {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "local-path",
      resources: { requests: { storage: "10Gi" } },
    });
    const odd = { ...claim, size: "10 Gi" as "10Gi" };
    assert.throws(() => persistentVolumeClaim(identity, odd), /claims\.data\.size: "10 Gi" is given/);
  });

  it("leaves the class of a template to the cluster unless one is named", () => {
    const template = { name: "data", size: "5Gi" } as const;
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "5Gi" } } };
    assert.deepEqual(claimTemplate(template), { metadata: { name: "data" }, spec });
    assert.equal(claimTemplate({ ...template, storageClassName: "fast-ssd" }).spec.storageClassName, "fast-ssd");
  });

  it("refuses malformed names and sizes of templates", () => {
    const template = { name: "data", size: "5Gi" } as const;
    assert.throws(() => claimTemplate({ ...template, name: "a.b" }), /claimTemplates\.a\.b\.name: "a\.b" is given/);
    assert.throws(() => claimTemplate({ ...template, size: "5 Gi" }), /claimTemplates\.data\.size/);
    assert.throws(() => claimTemplate({ ...template, storageClassName: "Fast" }), /data\.storageClassName: "Fast"/);
  });

  it("is exclusive unless many nodes may write", () => {
    const claim = { name: "data", size: "1Gi" } as const;
    assert.equal(isExclusive(claim), true);
    assert.equal(isExclusive({ ...claim, accessMode: "ReadWriteMany" }), false);
  });
});
