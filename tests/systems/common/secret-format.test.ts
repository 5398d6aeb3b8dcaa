import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { checkedFormat, checkedUrl } from "../../../systems/common/secret-format";

const settle = (checked: pulumi.Output<string>): Promise<string> =>
  (checked as unknown as { promise: () => Promise<string> }).promise();

describe("the form of a secret", () => {
  const check = (text: string): Promise<string> =>
    settle(checkedFormat(pulumi.secret(text), /^\S{8,}$/, "at least 8 characters", "shop:token"));

  it("passes as it is", async () => {
    assert.equal(await check("long enough".replace(" ", "-")), "long-enough");
  });

  it("is refused with the key, the form and the command, without the value", async () => {
    await assert.rejects(check("hidden"), (error: Error) => {
      assert.match(error.message, /^shop:token: .*not at least 8 characters.*--secret shop:token </);
      assert.doesNotMatch(error.message, /hidden/);
      return true;
    });
  });

  it("stays a secret", async () => {
    const checked = checkedFormat(pulumi.secret("long-enough"), /./, "anything", "shop:token");
    assert.equal(await pulumi.isSecret(checked), true);
  });
});

describe("a connection string", () => {
  const check = (text: string): Promise<string> =>
    settle(checkedUrl(pulumi.secret(text), ["redis", "rediss"], "shop:redisUrl"));

  it("passes under each scheme", async () => {
    for (const url of ["redis://:p@redis.example.com:6379", "rediss://redis.example.com/0"]) {
      assert.equal(await check(url), url);
    }
  });

  const slips: readonly [title: string, text: string][] = [
    ["another scheme", "http://hidden.example.com"],
    ["a scheme alone", "redis://"],
    ["a bare host", "hidden.example.com:6379"],
    ["base64, as a manifest has it", Buffer.from("redis://hidden").toString("base64")],
    ["a second line", "redis://hidden\nredis://other"],
    ["a line break at the end", "redis://hidden\n"],
    ["nothing", ""],
  ];
  for (const [title, text] of slips) {
    it(`is not ${title}`, async () => {
      await assert.rejects(check(text), /^Error: shop:redisUrl: .*redis:\/\/ or rediss:\/\//);
    });
  }
});
