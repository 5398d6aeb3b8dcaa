import assert from "node:assert/strict";

import { generate } from "selfsigned";

import { checkPair, endsSoon } from "../../../operations/certificates/pair";
import type { OperationError } from "../../../operations/errors";

const now = new Date();
const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000);

/** A certificate of its own, or signed by another. */
async function make(
  name: string,
  ca?: { readonly cert: string; readonly private: string },
  [notBeforeDate, notAfterDate] = [days(-1), days(90)],
): Promise<{ readonly cert: string; readonly private: string }> {
  return generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    notBeforeDate,
    notAfterDate,
    ...(ca === undefined
      ? {
          extensions: [
            { name: "basicConstraints", cA: true },
            { name: "keyUsage", keyCertSign: true },
          ],
        }
      : { ca: { cert: ca.cert, key: ca.private } }),
  });
}

const refusal = (pattern: RegExp) => (error: OperationError) => error.exitCode === 1 && pattern.test(error.message);

describe("a certificate with its key", () => {
  let ca: { readonly cert: string; readonly private: string };
  let own: { readonly cert: string; readonly private: string };

  before(async () => {
    ca = await make("An authority");
    own = await make("mllp.example.com", ca);
  });

  it("is good with its chain, and tells whose it is", () => {
    const pair = checkPair(`${own.cert}\n${ca.cert}`, own.private, now);
    assert.equal(pair.length, 2);
    assert.match(pair.subject, /mllp\.example\.com/);
    assert.ok(!endsSoon(pair, now));
    assert.ok(endsSoon(pair, days(80)));
  });

  it("is refused with the key of another, and the message has nothing of it", () => {
    assert.throws(
      () => checkPair(own.cert, ca.private, now),
      (error: OperationError) => {
        assert.match(error.message, /not that of the certificate/);
        assert.ok(!error.message.includes(ca.private.split("\n")[1] ?? ""));
        return true;
      },
    );
  });

  it("is refused when it has run out, or has not begun", async () => {
    const old = await make("old", undefined, [days(-90), days(-1)]);
    const early = await make("early", undefined, [days(1), days(90)]);
    assert.throws(() => checkPair(old.cert, old.private, now), refusal(/has run out/));
    assert.throws(() => checkPair(early.cert, early.private, now), refusal(/not valid yet/));
  });

  it("is refused when the chain is of somebody else", async () => {
    const other = await make("Another authority");
    assert.throws(() => checkPair(`${own.cert}\n${other.cert}`, own.private, now), refusal(/chain is broken/));
  });

  it("is refused when either file is something else", () => {
    assert.throws(() => checkPair("tls.crt", own.private, now), refusal(/no PEM block/));
    assert.throws(() => checkPair(own.cert, "tls.key", now), refusal(/no private key/));
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    assert.throws(() => checkPair(broken, own.private, now), refusal(/Certificate 1 of the file cannot be read/));
  });
});
