import assert from "node:assert/strict";

import { apiVersions } from "../../../components/custom-resources/kinds";
import { CAPABILITIES, type Capability } from "../../../config/capabilities";
import { load } from "../../../systems";
import { healthcare } from "../../../systems/healthcare";
import type { Keys } from "../example-keys";
import { find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { alone } from "../sufficient";
import type { Environment } from "./figures";
import { cluster } from "./values";

/** Everything on that makes custom resources; it can be made by every cluster that has the operators. */
const everything: Keys = {
  "healthcare:certificateIssuer": { name: "letsencrypt" },
  "healthcare:externalHosts": ["api.openai.com"],
  "healthcare:secretStore": { name: "vault" },
  "healthcare:externalSecrets": { secretKeyBase: { key: "healthcare/prod", property: "secretKeyBase" } },
};

const stack = (environment: Environment, changes: Keys): Promise<readonly RegisteredObject[]> =>
  objectsOf(alone("healthcare")(environment, changes));

const withoutCapability = (capability: Capability): Keys => ({
  "bulwark:capabilities": { [capability]: false },
  ...(capability === "certManager" ? { "healthcare:certificateIssuer": undefined } : {}),
  ...(capability === "externalSecrets" ? { "healthcare:externalSecrets": undefined } : {}),
});

/** Kinds that only operators know, each once. */
function customKinds(all: readonly RegisteredObject[]): string[] {
  return [...new Set(all.map(({ kind }) => kind).filter((kind) => kind in apiVersions))].sort();
}

function namedKinds(changes: Keys): string[] {
  const { healthcare: values } = load(alone("healthcare")("prod", changes)).systems;
  assert.ok(values);
  return [...new Set(healthcare.customResources(values))].sort();
}

describe("Healthcare: the custom resources that it names are those that it makes", () => {
  const variants: readonly [title: string, changes: Keys][] = [
    ["as the SPEC has it", {}],
    ["with metrics in plain text", { "healthcare:metrics": { scrape: "plaintext" } }],
    ["with locations that exist", { "healthcare:backup": { createLocations: false } }],
    ["with a cluster", cluster],
  ];
  for (const [title, changes] of variants) {
    it(title, async () => {
      assert.deepEqual(namedKinds(changes), customKinds(await stack("prod", changes)));
    });
  }
});

describe("Healthcare: a cluster that lacks something (G-57)", () => {
  const lost: Readonly<Record<Capability, readonly string[]>> = {
    mesh: [
      "AuthorizationPolicy/healthcare-app",
      "AuthorizationPolicy/postgres",
      "Certificate/healthcare-tls-cert",
      "Gateway/healthcare-gateway",
      "PeerAuthentication/default",
      "PodMonitor/istio-sidecar-metrics",
      "ServiceEntry/healthcare-external",
      "VirtualService/healthcare-routes",
    ],
    prometheus: [
      "PodMonitor/istio-sidecar-metrics",
      "PrometheusRule/healthcare-app",
      "ServiceMonitor/healthcare-app-metrics",
    ],
    velero: ["BackupStorageLocation/default", "Schedule/healthcare-daily", "VolumeSnapshotLocation/default"],
    keda: [],
    certManager: ["Certificate/healthcare-tls-cert"],
    externalSecrets: ["ExternalSecret/healthcare-app-secrets"],
  };
  let whole: readonly RegisteredObject[];
  before(async () => {
    whole = await stack("prod", everything);
  });

  for (const capability of CAPABILITIES) {
    describe(`without ${capability}`, () => {
      const changes = { ...everything, ...withoutCapability(capability) };
      let left: readonly RegisteredObject[];
      before(async () => {
        left = await stack("prod", changes);
      });

      it("goes without its objects, and nothing comes in their place", () => {
        const [before, after] = [whole.map(identity), left.map(identity)];
        assert.deepEqual(before.filter((name) => !after.includes(name)).sort(), lost[capability]);
        assert.deepEqual(
          after.filter((name) => !before.includes(name)),
          [],
        );
      });

      it("names the custom resources that are left", () => {
        assert.deepEqual(namedKinds(changes), customKinds(left));
      });

      it("opens no NetworkPolicy further", () => {
        for (const name of ["healthcare-app-policy", "postgres-policy"]) {
          const allowed = rulesOf(whole, name);
          assert.deepEqual(
            rulesOf(left, name).filter((rule) => !allowed.includes(rule)),
            [],
          );
        }
      });
    });
  }

  it("without a mesh the pods are told nothing of a sidecar, and the namespace injects none", async () => {
    const all = await stack("dev", { "bulwark:capabilities": { mesh: false } });
    assert.doesNotMatch(JSON.stringify(find(all, "Deployment", "healthcare-app").inputs), /istio/);
    const { labels } = find(all, "Namespace", "healthcare-dev").inputs.metadata;
    assert.equal(labels?.["istio-injection"], undefined);
  });
});

/** Every rule of a NetworkPolicy as text, its direction before it. */
function rulesOf(all: readonly RegisteredObject[], name: string): string[] {
  const spec = find(all, "NetworkPolicy", name).inputs["spec"] as Readonly<Record<string, readonly unknown[]>>;
  return ["ingress", "egress"].flatMap((direction) =>
    (spec[direction] ?? []).map((rule) => `${direction} ${JSON.stringify(rule)}`),
  );
}
