import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import type { TlsSource } from "../../../components/builders/tls";
import { resolveCertificate, type IssuerValues, type PairValues } from "../../../systems/common/certificate";
import { recordingScope } from "./scope";

const half = pulumi.secret("x");

function resolve(issuer: IssuerValues | undefined, pair: PairValues, certManager = true) {
  const scope = recordingScope("prod");
  const source = resolveCertificate(scope, { certManager }, issuer, pair);
  return { source, keys: scope.problems.map(({ key }) => key), problems: scope.problems };
}

const kindOf = (source: TlsSource | undefined): string =>
  source === undefined ? "existing" : "issuer" in source ? "issuer" : "pair";

describe("a certificate", () => {
  it("exists already where nothing is said", () => {
    const { source, keys } = resolve(undefined, {});
    assert.deepEqual([kindOf(source), keys], ["existing", []]);
  });

  it("comes from the pair of the stack file", () => {
    const { source, keys } = resolve(undefined, { tlsCertificate: half, tlsKey: half }, false);
    assert.deepEqual([kindOf(source), keys], ["pair", []]);
  });

  it("comes from the issuer, a ClusterIssuer by default", () => {
    assert.deepEqual(resolve({ name: "letsencrypt" }, {}).source, {
      issuer: { name: "letsencrypt", kind: "ClusterIssuer" },
    });
    assert.deepEqual(resolve({ name: "own", kind: "Issuer" }, {}).source, { issuer: { name: "own", kind: "Issuer" } });
  });

  for (const missing of ["tlsCertificate", "tlsKey"] as const) {
    it(`needs both halves: without ${missing} the other is refused`, () => {
      const pair = { tlsCertificate: half, tlsKey: half, [missing]: undefined } as PairValues;
      const { keys, problems } = resolve(undefined, pair);
      assert.deepEqual(keys, [`shop:${missing}`]);
      const file = missing === "tlsKey" ? "tls.key" : "tls.crt";
      assert.deepEqual(problems[0]?.remedy, [`pulumi config set --stack prod --secret shop:${missing} < ${file}`]);
    });
  }

  it("does not come from both", () => {
    const { keys } = resolve({ name: "letsencrypt" }, { tlsCertificate: half, tlsKey: half });
    assert.deepEqual(keys, ["shop:certificateIssuer"]);
  });

  it("comes from no issuer without a name", () => {
    const { source, keys } = resolve({ kind: "Issuer" }, {});
    assert.deepEqual([kindOf(source), keys], ["existing", ["shop:certificateIssuer.name"]]);
  });

  it("exists already where cert-manager is missing, whatever issuer is named (G-57)", () => {
    const { source, keys } = resolve({ name: "letsencrypt" }, {}, false);
    assert.deepEqual([kindOf(source), keys], ["existing", []]);
  });
});
