import assert from "node:assert/strict";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import { ServiceIdentity, type Permission } from "../../components/service-identity";
import { deploymentArgs, identity } from "./fixtures";
import { record, type Recording } from "./recorder";

const permissions: readonly Permission[] = [{ resources: ["configmaps"], verbs: ["get"], names: ["shop-config"] }];
const roleArn = "arn:aws:iam::123456789012:role/shop";

const deploy = (changes: Partial<SecureDeploymentArgs>): Promise<Recording> =>
  record(() => new SecureDeployment("shop", { ...deploymentArgs, ...changes }));
const tokenOf = ({ one }: Recording): unknown => {
  const { template } = one("Deployment").inputs["spec"] as { template: { spec: Record<string, unknown> } };
  return template.spec["automountServiceAccountToken"];
};

describe("components/service-identity", () => {
  it("makes a Role and the binding that gives it to the account", async () => {
    const { one } = await record(() => new ServiceIdentity("shop-identity", { identity, permissions }));
    assert.ok(one("RoleBinding").dependencies.includes(one("Role").urn));
  });

  it("says which permission it refused", async () => {
    await assert.rejects(
      record(
        () =>
          new ServiceIdentity("shop-identity", { identity, permissions: [{ resources: ["secrets"], verbs: ["get"] }] }),
      ),
      /ServiceIdentity "shop-identity", child "shop-identity-role": permissions\[0\]\.names: no name is given/,
    );
  });
});

describe("components/service-identity: in a workload", () => {
  it("belongs to the workload's own account, which stays what it is", async () => {
    const without = await deploy({});
    const withRights = await deploy({ permissions, roleArn });
    assert.equal(withRights.one("ServiceAccount").urn, without.one("ServiceAccount").urn);
    assert.deepEqual(withRights.one("RoleBinding").inputs["subjects"], [
      { kind: "ServiceAccount", name: "shop", namespace: "shop-dev" },
    ]);
    assert.equal(without.all("Role").length, 0);
  });

  it("is there before the pods, which mount a token then and only then (R-16)", async () => {
    const recording = await deploy({ permissions });
    const { one } = recording;
    assert.ok(one("RoleBinding").dependencies.includes(one("ServiceAccount").urn));
    assert.ok(one("Deployment").dependencies.includes(one("RoleBinding").urn));
    assert.equal(tokenOf(recording), true);
    assert.equal(tokenOf(await deploy({})), false);
  });

  it("needs no token for a role of the cloud, which brings its own (R-16, R-68)", async () => {
    const recording = await deploy({ roleArn });
    assert.equal(tokenOf(recording), false);
    const { annotations } = recording.one("ServiceAccount").inputs["metadata"] as { annotations: unknown };
    assert.deepEqual(annotations, { "eks.amazonaws.com/role-arn": roleArn });
  });

  it("is refused for the account of another workload", async () => {
    const account = { name: "other", hasPermissions: false, resources: [] };
    await assert.rejects(deploy({ account, permissions }), /account: permissions for the account of another workload/);
    await assert.rejects(deploy({ account, roleArn }), /account: roleArn for the account .* where other is made/);
  });
});
