import assert from "node:assert/strict";
import type { SpawnSyncReturns } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { base } from "../../../systems/appointment/layers/base";
import { services as layers } from "../../../systems/appointment/layers/services";
import { SERVICES } from "../../../systems/appointment/values";
import { ROOT } from "../workflow";
import { Workbench } from "./support";

describe("promotion.mjs", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => {
    bench.remove();
  });
  const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
  const stackFile = (images: Readonly<Record<string, string>>, more = ""): string =>
    `config:\n  appointment:images:\n${Object.entries(images)
      .map(([service, value]) => `    ${service}:\n      digest: ${value}\n`)
      .join("")}${more}`;
  const promotion = (from: string, to: string): SpawnSyncReturns<string> => {
    bench.write("from.yaml", from);
    bench.write("to.yaml", to);
    return bench.script(".", "promotion.mjs", "from.yaml", "to.yaml");
  };
  const old = stackFile({ booking: digest("a"), search: digest("a"), patient: digest("a") });

  it("tells what differs, by the way in which it is released", () => {
    const { stdout } = promotion(stackFile({ booking: digest("b"), search: digest("b"), patient: digest("a") }), old);
    assert.equal(
      stdout,
      `rolling=[{"service":"search","digest":"${digest("b")}"}]\ncanary=[{"service":"booking","digest":"${digest("b")}"}]\n`,
    );
  });

  it("tells nothing where both run the same", () => {
    assert.equal(promotion(old, old).stdout, "rolling=[]\ncanary=[]\n");
  });

  it("knows the services and their strategies as the program does", () => {
    const strategies = Object.fromEntries(
      SERVICES.map((service) => [service, { ...base, ...layers[service] }.strategy]),
    );
    const images = (letter: string) => stackFile(Object.fromEntries(SERVICES.map((name) => [name, digest(letter)])));
    const { stdout } = promotion(images("b"), images("a"));
    const told = [...stdout.matchAll(/^(\w+)=(.*)$/gm)].flatMap(([, strategy, list = ""]) =>
      (JSON.parse(list) as { service: string }[]).map(({ service }) => [service, strategy]),
    );
    assert.deepEqual(Object.fromEntries(told), strategies);
  });

  it("follows the strategy that the stack has set", () => {
    const { stdout } = promotion(
      stackFile({ booking: digest("b") }),
      stackFile({ booking: digest("a") }, "  appointment:services:\n    booking:\n      strategy: rolling\n"),
    );
    assert.match(stdout, /^rolling=\[\{"service":"booking"/);
  });

  it("refuses what is no digest", () => {
    const { status, stderr } = promotion(stackFile({ booking: "latest" }), old);
    assert.equal(status, 1);
    assert.match(stderr, /^error: from\.yaml: the digest of booking is latest; allowed is sha256:/);
  });

  it("reads the stack files of this repository", () => {
    const files = ["Pulumi.staging.yaml", "Pulumi.prod.yaml"].map((file) => readFileSync(join(ROOT, file), "utf8"));
    assert.equal(promotion(files[0] ?? "", files[1] ?? "").status, 0);
  });
});
