import assert from "node:assert/strict";

import type { FieldsOwner } from "../../../operations/velero/objects";
import { handBack, MANAGER } from "../../../operations/velero/storage";

const entry = (manager: string, operation: string, spec: object, more: object = {}): FieldsOwner => ({
  manager,
  operation,
  fieldsV1: { "f:spec": spec, ...more },
});

const mode = { "f:accessMode": {} };
const bucket = { "f:objectStorage": {} };
const changed = entry(MANAGER, "Update", mode);

describe("the owners of a storage location's fields, when it was put back", () => {
  it("are those of before, with what Velero has written meanwhile", () => {
    const before = [
      entry("pulumi", "Apply", { ...mode, ...bucket }),
      entry("velero", "Update", {}, { "f:status": { "f:a": {} } }),
    ];
    const velero = entry("velero", "Update", {}, { "f:status": { "f:b": {} } });
    const now = [entry("pulumi", "Apply", bucket), velero, changed];
    assert.deepEqual(handBack(before, now), [entry("pulumi", "Apply", { ...bucket, ...mode }), velero]);
  });

  it("include one that owned nothing else", () => {
    const owner = entry("kubectl-edit", "Update", mode);
    assert.deepEqual(handBack([owner, entry("pulumi", "Apply", bucket)], [entry("pulumi", "Apply", bucket), changed]), [
      entry("pulumi", "Apply", bucket),
      owner,
    ]);
  });

  it("do not include a killed restore", () => {
    assert.deepEqual(
      handBack([changed, entry("pulumi", "Apply", bucket)], [changed, entry("pulumi", "Apply", bucket)]),
      [entry("pulumi", "Apply", bucket)],
    );
  });
});
