import assert from "node:assert/strict";

import { CAPABILITIES } from "../../../config/capabilities";
import { customResources } from "../../../systems/appointment/custom-resources";
import { apiVersions } from "../../../components/custom-resources/kinds";
import { objectsOf, type RegisteredObject } from "../evaluate";
import type { Keys } from "../example-keys";
import { environments, services, stackOf, valuesOf } from "./services";

const patient = { host: "patient.example.com", ingress: { enabled: true } };
const issuer = { "appointment:certificateIssuer": { name: "letsencrypt" } };
const externalSecrets = { DATABASE_PASSWORD: { key: "appointment/prod", property: "password" } };
const store = { "appointment:secretStore": { name: "vault" } };
const without = (...names: readonly string[]): Keys => ({
  "bulwark:capabilities": Object.fromEntries(names.map((name) => [name, false])),
});

const customKinds = (objects: readonly RegisteredObject[]): string[] =>
  [...new Set(objects.map(({ kind }) => kind))].filter((kind) => kind in apiVersions).sort();

describe("appointment: custom resources", () => {
  const stacks: readonly [title: string, stack: Parameters<typeof stackOf>][] = [
    ...environments.map((environment): [string, Parameters<typeof stackOf>] => [environment, [environment]]),
    ["prod with an Ingress and an issuer", ["prod", { patient }, issuer]],
    ["prod with secrets of a store", ["prod", { patient: { externalSecrets } }, store]],
    ["prod without a mesh", ["prod", {}, without("mesh")]],
    ["prod without Prometheus", ["prod", {}, without("prometheus")]],
    ["prod without any operator", ["prod", { patient }, { ...issuer, ...without(...CAPABILITIES) }]],
  ];
  for (const [title, stack] of stacks) {
    it(`are named exactly in ${title}`, async () => {
      const objects = await objectsOf(stackOf(...stack));
      assert.deepEqual(customKinds(objects), [...customResources(valuesOf(...stack))].sort());
    });
  }

  it("without a mesh, the network policies stay, without the gateway", async () => {
    const objects = await objectsOf(stackOf("prod", {}, without("mesh")));
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
    assert.equal(policies.length, services.length + 1);
    assert.doesNotMatch(JSON.stringify(policies.map(({ inputs }) => inputs)), /istio-system/);
    assert.ok(!objects.some(({ inputs }) => inputs.metadata.labels?.["istio-injection"] !== undefined));
  });

  it("without any operator, nothing but Kubernetes itself is needed", async () => {
    const objects = await objectsOf(stackOf("prod", {}, without(...CAPABILITIES)));
    assert.deepEqual(customKinds(objects), []);
    assert.equal(objects.filter(({ kind }) => kind === "Deployment").length, services.length);
  });
});
