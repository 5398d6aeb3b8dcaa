import assert from "node:assert/strict";
import { serviceAccount } from "../../../components/builders/service-account";
import { identity } from "../fixtures";

describe("components/builders/service-account", () => {
  it("mounts no token by itself (R-16)", () => {
    const { metadata, automountServiceAccountToken } = serviceAccount(identity);
    assert.equal(automountServiceAccountToken, false);
    assert.deepEqual([metadata.name, metadata.annotations], ["shop", undefined]);
  });

  it("names the IAM role that its pods may take, and nothing that is no role (R-68)", () => {
    const roleArn = "arn:aws:iam::123456789012:role/booking";
    assert.deepEqual(serviceAccount(identity, { roleArn }).metadata.annotations, {
      "eks.amazonaws.com/role-arn": roleArn,
    });
    assert.throws(
      () => serviceAccount(identity, { roleArn: "booking" }),
      /^ArgumentError: roleArn: "booking" is given/,
    );
  });
});
