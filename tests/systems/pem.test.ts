import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { checkedPem } from "../../systems/pem";

const block = (kind: string): string => `-----BEGIN ${kind}-----\nbase64\n-----END ${kind}-----\n`;

const settle = (value: string, kind: Parameters<typeof checkedPem>[1]): Promise<string> =>
  new Promise((resolve, reject) => {
    const checked = checkedPem(pulumi.secret(value), kind, "mllp:tlsKey") as pulumi.Output<string> & {
      promise: () => Promise<string>;
    };
    checked.promise().then(resolve, reject);
  });

describe("checkedPem", () => {
  it("passes a certificate", async () => {
    assert.equal(await settle(block("CERTIFICATE"), "CERTIFICATE"), block("CERTIFICATE"));
  });

  it("passes every form of private key", async () => {
    for (const kind of ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]) {
      assert.equal(await settle(block(kind), "PRIVATE KEY"), block(kind));
    }
  });

  it("refuses the wrong half of the pair without showing it", async () => {
    await assert.rejects(settle(block("CERTIFICATE"), "PRIVATE KEY"), (error: Error) => {
      assert.match(error.message, /^mllp:tlsKey: .*BEGIN PRIVATE KEY.*pulumi config set --secret mllp:tlsKey/);
      assert.doesNotMatch(error.message, /base64/);
      return true;
    });
  });
});
