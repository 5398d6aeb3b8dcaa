import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { secretData } from "../../components/secret-data";

type Inner = pulumi.Output<string> & { promise(): Promise<string> };

describe("components/secret-data", () => {
  it("encodes UTF-8 in base64, and makes a secret of a plain value too (R-57)", async () => {
    for (const value of ["grün", pulumi.secret("grün")]) {
      const data = secretData(value);
      assert.equal(await (data as Inner).promise(), "Z3LDvG4=");
      assert.equal(await pulumi.isSecret(data), true);
    }
  });
});
