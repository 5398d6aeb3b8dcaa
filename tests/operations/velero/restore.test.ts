import assert from "node:assert/strict";

import type { OperationError } from "../../../operations/errors";
import type { Restore } from "../../../operations/velero/objects";
import { failureOf, isUnderWay, progressOf, restoreOf, type Plan } from "../../../operations/velero/restore";

const plan: Plan = {
  stack: "prod",
  backup: { metadata: { name: "daily-1" } },
  namespace: "velero",
  includedNamespaces: ["healthcare-prod"],
};
const now = new Date("2026-02-01T12:34:56.789Z");
const ended = (status: Restore["status"]): Restore => ({ ...restoreOf(plan, now), ...(status && { status }) });

describe("a Restore", () => {
  it("is of the backup's namespace, into the same one, and leaves out nothing", () => {
    const { metadata, spec } = restoreOf(plan, now);
    assert.equal(metadata?.name, "daily-1-20260201123456");
    assert.deepEqual(spec, { backupName: "daily-1", includedNamespaces: ["healthcare-prod"], restorePVs: true });
  });

  it("of a drill goes into the scratch namespace, without what would take requests or work from production", () => {
    const { namespaceMapping, excludedResources } = restoreOf({ ...plan, into: "drill" }, now).spec;
    assert.deepEqual(namespaceMapping, { "healthcare-prod": "drill" });
    for (const kind of ["deployments.apps", "ingresses.networking.k8s.io", "virtualservices.networking.istio.io"]) {
      assert.ok(excludedResources?.includes(kind), kind);
    }
    assert.ok(!excludedResources?.includes("statefulsets.apps"));
  });

  it("of a drill is refused for a backup of several namespaces", () => {
    assert.throws(
      () => restoreOf({ ...plan, includedNamespaces: ["a", "b"], into: "drill" }, now),
      /takes one namespace/,
    );
  });

  it("of an earlier command is known again until it is over", () => {
    const wanted = restoreOf(plan, now);
    assert.ok(isUnderWay(ended({ phase: "InProgress" }), wanted));
    assert.ok(isUnderWay(ended(undefined), wanted));
    assert.ok(!isUnderWay(ended({ phase: "Completed" }), wanted));
    assert.ok(!isUnderWay(restoreOf({ ...plan, into: "drill" }, now), wanted));
    assert.ok(!isUnderWay(restoreOf({ ...plan, stack: "prod-eu" }, now), wanted));
  });

  it("tells what it is at", () => {
    assert.equal(progressOf(ended(undefined)), "New");
    const status = { phase: "InProgress", progress: { itemsRestored: 3, totalItems: 9 }, warnings: 1 };
    assert.equal(progressOf(ended(status)), "InProgress, 3 of 9 objects, 0 errors, 1 warnings");
  });

  it("is a success only when it is complete, and says otherwise why", () => {
    assert.equal(failureOf(ended({ phase: "Completed", warnings: 2 })), undefined);
    const why = (status: Restore["status"]): OperationError | undefined => failureOf(ended(status));
    assert.match(why({ phase: "PartiallyFailed", errors: 2 })?.message ?? "", /PartiallyFailed, 2 errors/);
    assert.match(
      why({ phase: "FailedValidation", validationErrors: ["no such backup"] })?.message ?? "",
      /no such backup/,
    );
    assert.equal(why({ phase: "Failed", failureReason: "disk" })?.exitCode, 2);
  });
});
