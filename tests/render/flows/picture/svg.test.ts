import assert from "node:assert/strict";
import { flowsPicture } from "../../../../render/flows/picture/svg";
import { summarise, type Summary } from "../../../../render/flows/summary";
import { worldOf } from "../../../../render/flows/world";
import type { WorkloadIdentity } from "../../../../components/types";
import { deployment, exampleStack, places } from "../example";

const summaryOf = (registrations: Parameters<typeof worldOf>[0]): Summary =>
  summarise("prod", worldOf(registrations, places));

/** @throws when elements are not nested properly, or a text is not escaped. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, closing, name = "", rest = ""] of svg.matchAll(/<(\/?)([a-z]+)([^<>]*)>/g)) {
    if (closing === "/") assert.equal(open.pop(), name);
    else if (!rest.endsWith("/")) open.push(name);
    for (const [, attribute] of rest.matchAll(/\s([\w-:]+)=(?!"[^"]*")/g)) assert.fail(`${name} ${attribute ?? ""}`);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg.replaceAll(/<\/?[a-z]+[^<>]*>/g, ""), /[<>]|&(?!(amp|lt|gt|quot);)/);
}

describe("render/flows/picture/svg", () => {
  const picture = flowsPicture(summaryOf(exampleStack()));

  it("is a well-formed picture that says what it shows", () => {
    assertWellFormed(picture);
    assert.match(picture, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+(\.\d+)?"/);
    assert.match(picture, /<title>Who may talk to whom in the stack prod<\/title>/);
  });

  it("needs nothing from elsewhere: no script, no font, no address but its own namespace", () => {
    assert.doesNotMatch(picture, /<script|@font-face|<image|href=/);
    assert.equal(picture.match(/https?:/g)?.length, 1);
  });

  it("is the same to the byte, in whatever order the objects were registered", () => {
    assert.equal(flowsPicture(summaryOf(exampleStack().toReversed())), picture);
  });

  it("shows every workload, namespace and exemption", () => {
    for (const text of ["bitvault-worker", "availability-service", "smedrec-audit", "exemption mllp-open-egress"]) {
      assert.ok(picture.includes(`>${text}<`), text);
    }
  });

  it("names the policies behind each arrow", () => {
    assert.ok(picture.includes("<title>TCP 5432, allowed by healthcare-app, postgres</title>"));
  });

  it("says that everything else is denied, and only where it is so", () => {
    const shop: WorkloadIdentity = {
      name: "shop",
      namespace: "shop-dev",
      partOf: "example",
      selector: { app: "shop" },
    };
    assert.match(picture, /No arrow means denied: every namespace is closed by default, in both directions/);
    const open = flowsPicture(summaryOf([deployment(shop, [])]));
    assert.match(open, /except in the namespaces that are NOT CLOSED by default/);
    assert.match(open, />NOT CLOSED by default</);
  });

  it("draws a stack without workloads", () => {
    assertWellFormed(flowsPicture(summaryOf([])));
  });
});
