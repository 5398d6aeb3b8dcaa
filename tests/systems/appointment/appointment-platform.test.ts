import assert from "node:assert/strict";

import { find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { everywhere, figures } from "./figures";
import { environments, services, stackOf, type Environment } from "./services";

type Objects = readonly RegisteredObject[];

describe("appointment: the platform", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;

  before(async () => {
    for (const environment of environments) stacks.set(environment, await objectsOf(stackOf(environment)));
  });

  for (const environment of environments) {
    it(`has the objects of SPEC 1.4.3 in ${environment}, under their fixed names (R-73)`, () => {
      const expected = services.flatMap((service) => {
        const name = `${service}-service`;
        const { minAvailable, hasRoute } = figures[environment][service];
        return [
          ...everywhere(name),
          ...(minAvailable === undefined ? [] : [`PodDisruptionBudget/${name}`]),
          ...(hasRoute ? [`VirtualService/${name}`] : []),
        ];
      });
      const shared = [
        `Namespace/appointment-${environment}`,
        "NetworkPolicy/default-deny-all",
        "PeerAuthentication/default",
      ];
      assert.deepEqual(stack(environment).map(identity).sort(), [...expected, ...shared].sort());
    });

    it(`labels every object in ${environment} with its service and the platform (R-73)`, () => {
      for (const { kind, inputs } of stack(environment)) {
        const { name, labels } = inputs.metadata;
        const isShared = ["Namespace", "PeerAuthentication"].includes(kind) || name === "default-deny-all";
        const owner = isShared ? "appointment" : name.replace(/-sidecar$/, "");
        assert.deepEqual(
          ["name", "part-of", "managed-by"].map((key) => labels?.[`app.kubernetes.io/${key}`]),
          [owner, "appointment", "pulumi"],
          `${kind}/${name}`,
        );
      }
    });
  }

  it("has no quota, which would forbid pods without a CPU limit (C-37)", () => {
    assert.ok(!stack("prod").some(({ kind }) => kind === "ResourceQuota" || kind === "LimitRange"));
  });

  it("has no data: nothing is protected or retained (R-78)", () => {
    for (const { options } of stack("prod"))
      assert.deepEqual([options.protect, options.retainOnDelete], [undefined, undefined]);
  });

  it("shares its namespace with no other system", () => {
    const { labels } = find(stack("prod"), "Namespace", "appointment-prod").inputs.metadata;
    assert.equal(labels?.["app.kubernetes.io/name"], "appointment");
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
  });
});
