import assert from "node:assert/strict";
import { parseRoleArn } from "../../../config/primitives/role-arn";

describe("config/primitives/role-arn", () => {
  it("takes roles of every partition, with and without a path (R-68)", () => {
    for (const arn of [
      "arn:aws:iam::123456789012:role/booking",
      "arn:aws-us-gov:iam::123456789012:role/booking",
      "arn:aws:iam::123456789012:role/apps/prod/booking-service_1",
    ]) {
      assert.equal(parseRoleArn(arn), arn);
    }
  });

  it("refuses everything else", () => {
    for (const text of [
      "",
      "booking",
      "arn:aws:iam::123456789012:user/booking",
      "arn:aws:iam::12345:role/booking",
      "arn:aws:sts::123456789012:assumed-role/booking/session",
      "arn:aws:iam::123456789012:role/",
      "arn:aws:iam::123456789012:role/a b",
      " arn:aws:iam::123456789012:role/booking",
      `arn:aws:iam::123456789012:role/${"a".repeat(65)}`,
    ]) {
      assert.throws(() => parseRoleArn(text), /allowed is the ARN of an IAM role/, text);
    }
  });
});
