import assert from "node:assert/strict";

import { differingKeys, normalise, valueAt } from "../../operations/pulumi/values";

const services = (of: object): Record<string, string> => ({ "appointment:services": JSON.stringify(of) });

describe("two configurations of a stack", () => {
  it("differ in the keys whose values differ, whatever the order within them", () => {
    const a = normalise({ "a:x": { value: '{"p":1,"q":{"r":2,"s":3}}' }, "a:y": { value: "1" } });
    const b = normalise({ "a:x": { value: '{"q":{"s":3,"r":2},"p":1}' }, "a:y": { value: "2" } });
    assert.deepEqual(differingKeys(a, b), ["a:y"]);
  });

  it("are the same where they differ in nothing but what is excepted, and in groups left empty by it", () => {
    const a = services({ booking: { roleArn: "r", canary: { digest: "d" } }, patient: { canary: {} } });
    const b = services({ booking: { roleArn: "r" } });
    assert.deepEqual(differingKeys(a, b, ["appointment:services.booking.canary"]), []);
    assert.deepEqual(differingKeys(a, b), ["appointment:services"]);
  });

  it("differ beside what is excepted", () => {
    const a = services({ booking: { roleArn: "other", canary: { digest: "d" } } });
    const b = services({ booking: { roleArn: "r" } });
    assert.deepEqual(differingKeys(a, b, ["appointment:services.booking.canary"]), ["appointment:services"]);
  });

  it("differ where a key is missing", () => {
    assert.deepEqual(differingKeys({ "a:x": "1" }, {}), ["a:x"]);
    assert.deepEqual(differingKeys({}, { "a:x": "1" }, ["a:x"]), []);
  });
});

describe("a value of a configuration", () => {
  it("is found under its path", () => {
    const all = {
      ...services({ booking: { canary: { weights: [10, 25] } } }),
      "bulwark:prometheus": "http://p.example:9090",
    };
    assert.deepEqual(valueAt(all, "appointment:services.booking.canary.weights"), [10, 25]);
    assert.equal(valueAt(all, "bulwark:prometheus"), "http://p.example:9090");
    assert.equal(valueAt(all, "appointment:services.patient.canary"), undefined);
    assert.equal(valueAt(all, "appointment:images.booking"), undefined);
  });
});
