import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { checkedUrl } from "../../../systems/common/connection-url";

const settle = (value: string): Promise<string> => {
  const checked = checkedUrl(pulumi.secret(value), ["redis", "rediss"], "shop:redisUrl");
  return (checked as unknown as { promise: () => Promise<string> }).promise();
};

describe("checkedUrl", () => {
  it("passes a connection string of each scheme", async () => {
    for (const url of ["redis://:p@redis.example.com:6379", "rediss://redis.example.com/0"]) {
      assert.equal(await settle(url), url);
    }
  });

  const slips: readonly [title: string, text: string][] = [
    ["another scheme", "http://hidden.example.com"],
    ["a bare host", "hidden.example.com:6379"],
    ["base64, as a manifest has it", Buffer.from("redis://hidden").toString("base64")],
    ["a second line", "redis://hidden\nredis://other"],
    ["nothing", ""],
  ];
  for (const [title, text] of slips) {
    it(`refuses ${title} without showing it`, async () => {
      await assert.rejects(settle(text), (error: Error) => {
        assert.match(error.message, /^shop:redisUrl: .*redis:\/\/ or rediss:\/\/.*--secret shop:redisUrl </);
        assert.ok(text === "" || !error.message.includes(text));
        assert.doesNotMatch(error.message, /hidden/);
        return true;
      });
    });
  }
});
