import assert from "node:assert/strict";
import { join } from "node:path";

import { CAPABILITIES, type Capability } from "../../config/capabilities";
import { ConfigurationError } from "../../config/configuration-error";
import { isWithin } from "../../config/problem";
import type { ConfigurationSource } from "../../config/source";
import { evaluate } from "../../render/evaluate";
import type { Registration } from "../../render/registration";
import { stackFileSource } from "../../render/source";
import { deploy, load } from "../../systems";
import { bitvaultSection } from "../../systems/bitvault/schema";
import { capabilityOf } from "../../systems/capabilities";

const root = join(__dirname, "..", "..");

/** What the stack files leave to a store: a stack without one is told them (G-57). */
const storedSecrets = Object.fromEntries(
  Object.entries(bitvaultSection.secrets).map(([key, { placeholder }]) => [`bitvault:${key}`, placeholder]),
);

/** What a stack registers by its own file, without a capability if one is named. */
function registered(stack: string, without?: Capability): Promise<readonly Registration[]> {
  const source = stackFileSource(root, stack);
  const values = { ...source.values };
  if (without !== undefined) values["bulwark:capabilities"] = JSON.stringify({ [without]: false });
  const configured = without === "externalSecrets" ? storedSecrets : {};
  const secretKeys = new Set([...source.secretKeys, ...Object.keys(configured)]);
  const changed = withoutRefused({ ...source, values: { ...values, ...configured }, secretKeys });
  return evaluate("bulwark", stack, () => deploy(load(changed)));
}

/** The configuration without the keys that are refused beside a missing capability, such as the name of an issuer. */
function withoutRefused(source: ConfigurationSource): ConfigurationSource {
  try {
    load(source);
    return source;
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    const refused = error.problems.map(({ key }) => key);
    const rest = Object.entries(source.values).filter(([key]) => !refused.some((place) => isWithin(place, key)));
    return { ...source, values: Object.fromEntries(rest) };
  }
}

/** `group/version` of a registration of Kubernetes; the group of the core is empty. */
const apiOf = ({ type }: Registration): string => (type.startsWith("kubernetes:") ? (type.split(":")[1] ?? "") : "");

/** The groups and versions of custom resources among what is made: those whose group is nobody's but an operator's. */
function customApis(registrations: readonly Registration[]): string[] {
  const made = registrations.filter(({ read }) => !read).map(apiOf);
  const isKubernetes = (api: string): boolean => !/\..*\//.test(api) || /\.k8s\.io\//.test(api);
  return [...new Set(made.filter((api) => api !== "" && !isKubernetes(api)))].sort();
}

/** The groups and versions that the preflight looked for. */
function soughtApis(registrations: readonly Registration[]): string[] {
  const services = registrations.filter(({ type, read }) => read && type.endsWith(":APIService"));
  return services
    .map(({ inputs }) => /^([^.]+)\.(.+)$/.exec(String(inputs["id"])))
    .map((parts) => `${parts?.[2] ?? ""}/${parts?.[1] ?? ""}`)
    .sort();
}

interface PolicySpec {
  readonly podSelector: unknown;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly unknown[]; readonly ports?: readonly unknown[] }[];
  readonly egress?: readonly { readonly to?: readonly unknown[]; readonly ports?: readonly unknown[] }[];
}

/** Everything that the NetworkPolicies of a stack let through, one peer and one port at a time. */
function openings(registrations: readonly Registration[]): Set<string> {
  const policies = registrations.filter(({ type }) => type.endsWith(":NetworkPolicy"));
  return new Set(
    policies.flatMap(({ inputs }) => {
      const { namespace } = inputs["metadata"] as { namespace: string };
      const { podSelector, ingress = [], egress = [] } = inputs["spec"] as PolicySpec;
      const rules = [
        ...ingress.map(({ from, ports }) => ({ direction: "ingress", peers: from, ports })),
        ...egress.map(({ to, ports }) => ({ direction: "egress", peers: to, ports })),
      ];
      return rules.flatMap(({ direction, peers = ["all"], ports = ["all"] }) =>
        peers.flatMap((peer) => ports.map((port) => JSON.stringify([namespace, podSelector, direction, peer, port]))),
      );
    }),
  );
}

describe("a stack", () => {
  for (const stack of ["dev", "staging", "prod"]) {
    it(`${stack} looks for exactly the APIs whose objects it makes`, async () => {
      const whole = await registered(stack);
      assert.deepEqual(soughtApis(whole), customApis(whole));
    }).timeout(60_000);
  }

  describe("prod, which has more than the others,", () => {
    let whole: readonly Registration[];

    before(async function () {
      this.timeout(60_000);
      whole = await registered("prod");
    });

    for (const capability of CAPABILITIES) {
      it(`without ${capability} makes nothing that needs it, looks for nothing of it, and opens no network`, async () => {
        const rest = await registered("prod", capability);
        const isItsOwn = (api: string): boolean => capabilityOf(api.split("/")[0] ?? "") === capability;
        assert.deepEqual(customApis(rest).filter(isItsOwn), []);
        assert.deepEqual(soughtApis(rest), customApis(rest));
        const before = openings(whole);
        assert.deepEqual(
          [...openings(rest)].filter((opening) => !before.has(opening)),
          [],
        );
      }).timeout(60_000);
    }
  });
});
