import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import type { Generated } from "../../../components/builders/generated-secret";
import type { SecretOrigin } from "../../../components/secret-source";
import {
  resolveOrigin,
  resolveStore,
  type SecretRequest,
  type SecretValues,
} from "../../../systems/common/secret-origins";
import { recordingScope } from "./scope";

const generated: Generated = { length: 32 };
const about = { description: "TOKEN of the shop.", file: "token.txt", placeholder: "token" };
const configured = pulumi.secret("from the stack file");
const fetched: SecretValues = { externalSecrets: { token: { key: "shop/dev", property: "token" } } };

function origin(
  values: SecretValues,
  request: Partial<SecretRequest> = {},
): { given: SecretOrigin; problems: { key: string; remedy: readonly string[] }[] } {
  const scope = recordingScope("dev");
  return {
    given: resolveOrigin(scope, values, { name: "token", about, configured: undefined, ...request }),
    problems: scope.problems,
  };
}

const keysOf = (problems: readonly { key: string }[]): string[] => problems.map(({ key }) => key);

describe("the origin of a secret (C-52)", () => {
  it("is generated where nobody gives it", () => {
    const { given, problems } = origin({}, { generated });
    assert.deepEqual([given, problems], [{ generated }, []]);
  });

  it("is made anew with another version (W-16)", () => {
    const { given } = origin({ secretsVersion: { token: "2" } }, { generated });
    assert.deepEqual(given, { generated: { ...generated, rotation: "2" } });
  });

  it("is the stack's value where there is one", () => {
    const { given, problems } = origin({}, { generated, configured });
    assert.deepEqual(problems, []);
    assert.equal("value" in given && given.value, configured);
  });

  it("is the store where the stack says so", () => {
    const { given, problems } = origin(fetched, { generated });
    assert.deepEqual([given, problems], [{ external: { key: "shop/dev", property: "token" } }, []]);
  });

  it("is asked for where the program cannot make it, with the command that sets it", () => {
    const { problems } = origin({});
    assert.deepEqual(keysOf(problems), ["shop:token"]);
    assert.deepEqual(problems[0]?.remedy, ["pulumi config set --stack dev --secret shop:token < token.txt"]);
  });

  it("is the store also where the stack has a value, as a rendering does for each that is required", () => {
    const { given, problems } = origin(fetched, { configured });
    assert.deepEqual([Object.keys(given), problems], [["external"], []]);
  });

  it("is no field without an entry", () => {
    const { problems } = origin({ externalSecrets: { token: { property: "token" } } }, { configured });
    assert.deepEqual(keysOf(problems), ["shop:externalSecrets.token.key"]);
  });

  it("has no version unless it is generated", () => {
    const versioned = { secretsVersion: { token: "2" } };
    assert.deepEqual(keysOf(origin({ ...fetched, ...versioned }, { generated }).problems), [
      "shop:secretsVersion.token",
    ]);
    assert.deepEqual(keysOf(origin(versioned, { configured }).problems), ["shop:secretsVersion.token"]);
  });
});

describe("the store of external secrets", () => {
  const store = (values: SecretValues, isAvailable = true): [unknown, string[]] => {
    const scope = recordingScope("dev");
    return [resolveStore(scope, values, isAvailable), keysOf(scope.problems)];
  };

  it("is not asked for where nothing is fetched", () => {
    assert.deepEqual(store({ externalSecrets: { token: undefined } }, false), [undefined, []]);
  });

  it("serves every namespace and is asked every hour by default", () => {
    assert.deepEqual(store({ ...fetched, secretStore: { name: "vault" } }), [
      { store: { kind: "ClusterSecretStore", name: "vault" }, refreshInterval: "1h" },
      [],
    ]);
  });

  it("must be named", () => {
    assert.deepEqual(store(fetched)[1], ["shop:secretStore.name"]);
  });

  it("needs the operator (G-57)", () => {
    assert.deepEqual(store({ ...fetched, secretStore: { name: "vault" } }, false)[1], ["shop:externalSecrets"]);
  });
});
