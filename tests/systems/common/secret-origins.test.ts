import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import {
  resolveSecretOrigins,
  type ExternalValues,
  type SecretInputs,
  type SecretOrigins,
} from "../../../systems/common/secret-origins";
import { recordingScope } from "./scope";

type Name = "url" | "key";

const described = {
  url: { description: "The address.", file: "url" },
  key: { description: "The key.", file: "key" },
};
const configured = { url: pulumi.secret("u") };
const generated = { key: { length: 64 } };

function resolve(changes: Partial<SecretInputs<Name>> = {}, externalSecrets = true) {
  const scope = recordingScope("prod");
  const inputs = { described, configured, external: undefined, generated, ...changes };
  const result = resolveSecretOrigins<Name>(scope, { externalSecrets }, inputs);
  return { ...result, problems: scope.problems, keys: scope.problems.map(({ key }) => key) };
}

const kinds = ({ origins }: SecretOrigins<Name>): string[] =>
  Object.values(origins).map((each) => Object.keys(each)[0]!);
const fetch = (keys: ExternalValues<Name>["keys"]): ExternalValues<Name> => ({
  store: { name: "vault", kind: "ClusterSecretStore" },
  keys: keys!,
});

describe("the origin of a secret", () => {
  it("is the stack file, or else the stack itself", () => {
    const found = resolve();
    assert.deepEqual([kinds(found), found.keys], [["value", "generated"], []]);
    assert.deepEqual(found.origins.key, { generated: { length: 64 } });
  });

  it("is the stack file where it has what the stack could make", () => {
    assert.deepEqual(kinds(resolve({ configured: { ...configured, key: pulumi.secret("k") } })), ["value", "value"]);
  });

  it("is the external store before all others", () => {
    const found = resolve({
      external: fetch({ url: { key: "shop/prod", property: "url" }, key: { key: "shop/key" } }),
    });
    assert.deepEqual(found.origins, {
      url: { external: { key: "shop/prod", property: "url" } },
      key: { external: { key: "shop/key" } },
    });
    assert.deepEqual([found.store, found.keys], [{ name: "vault", kind: "ClusterSecretStore" }, []]);
  });

  it("that is missing is asked for with the command that sets it; all that are missing are", () => {
    const { keys, problems } = resolve({ configured: {}, generated: {} });
    assert.deepEqual(keys, ["shop:url", "shop:key"]);
    assert.equal(problems[0]?.allowed, "an encrypted value: The address.");
    assert.deepEqual(problems[0].remedy, ["pulumi config set --stack prod --secret shop:url < url"]);
  });

  it("is no store where nothing is fetched, whatever is said of it", () => {
    const found = resolve({ external: { store: { name: "vault" } } }, false);
    assert.deepEqual([found.store, found.keys], [undefined, []]);
  });

  it("is no store without a name", () => {
    assert.deepEqual(resolve({ external: { keys: { url: { key: "a" } } } }).keys, ["shop:externalSecrets.store.name"]);
  });

  it("is no store where the operator is missing", () => {
    const { problems } = resolve({ external: fetch({ url: { key: "a" } }) }, false);
    assert.deepEqual(
      problems.map(({ key, given }) => [key, given]),
      [["shop:externalSecrets", "keys to fetch, while bulwark:capabilities.externalSecrets is false"]],
    );
  });

  it("is no field of an entry without a path", () => {
    const { keys } = resolve({ external: fetch({ url: { property: "url" } }) });
    assert.deepEqual(keys, ["shop:externalSecrets.keys.url.key"]);
  });

  it("is asked as often as the stack says", () => {
    const external = { ...fetch({ url: { key: "a" } }), refreshInterval: "15m" };
    assert.equal(resolve({ external }).refreshInterval, "15m");
    assert.equal(resolve().refreshInterval, undefined);
  });
});
