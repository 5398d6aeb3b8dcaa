import assert from "node:assert/strict";
import { EngineProject, messages, operations } from "../engine";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const random = require("@pulumi/random");
const config = new pulumi.Config();
const keepers = { of: config.get("keeper") ?? "first" };
const password = new random.RandomPassword("password", { length: 24, minSpecial: 2, keepers });
const id = new random.RandomId("id", { byteLength: 4, prefix: "p-" });
const bytes = new random.RandomBytes("bytes", { length: 16 });
const pet = new random.RandomPet("pet");
new random.RandomShuffle("shuffle", { inputs: ["a", "b", "c"] });
new random.RandomInteger("integer", { min: 1, max: 6 });
new random.RandomUuid("uuid", { keepers: { secret: pulumi.secret("a secret keeper") } });
new random.RandomUuid4("uuid4");
new random.RandomUuid7("uuid7");
const text = new random.RandomString("text", { length: password.length, overrideSpecial: "-" });
if (config.getBoolean("import")) new random.RandomInteger("taken", { min: 1, max: 6 }, { import: "3,1,6" });
if (config.getBoolean("wrong")) new random.RandomString("wrong", { length: 2, minLower: 3, number: true });
exports.password = password.result;
exports.bytes = bytes.hex;
exports.hex = id.hex;
exports.pet = pet.id;
exports.text = text.result;
`;

describe("the provider random under the engine", function () {
  // Each run of the CLI takes one to two seconds on an idle machine, and ten times that on a busy one.
  this.timeout(180_000);
  let project: EngineProject;

  before(async () => {
    project = await EngineProject.create({ files: { "index.js": PROGRAM }, providers: ["random"] });
  });
  after(() => project.remove());

  let first: Record<string, unknown>;

  it("previews every resource and makes it", async () => {
    assert.deepEqual(operations(await project.ok("preview")), { create: 10 });
    assert.deepEqual(operations(await project.ok("up")), { create: 10 });
    first = await project.outputs();
    assert.equal(String(first["password"]).length, 24);
    assert.match(String(first["hex"]), /^p-[0-9a-f]{8}$/);
    assert.match(String(first["pet"]), /^[a-z]+-[a-z]+$/);
  });

  it("keeps secrets encrypted in the state", async () => {
    const state = JSON.stringify(await project.exported());
    for (const value of [first["password"], first["bytes"]].map(String)) assert.ok(!state.includes(value));
    assert.ok(!state.includes("a secret keeper"));
    assert.ok(state.includes(String(first["hex"])));
  });

  it("changes nothing in a second up and in a refresh", async () => {
    assert.deepEqual(operations(await project.ok("up")), { same: 10 });
    await project.ok("refresh");
    assert.deepEqual(operations(await project.ok("preview")), { same: 10 });
    assert.deepEqual(await project.outputs(), first);
  });

  it("makes a new value, and only that one, when a keeper changes", async () => {
    await project.pulumi(["config", "set", "keeper", "second"]);
    const counts = operations(await project.ok("up"));
    assert.equal(counts["replace"], 1);
    assert.equal(counts["same"], 9);
    const second = await project.outputs();
    assert.notEqual(second["password"], first["password"]);
    assert.equal(second["hex"], first["hex"]);
  });

  it("imports a value by its official id", async () => {
    await project.pulumi(["config", "set", "import", "true"]);
    assert.equal(operations(await project.ok("up"))["import"], 1);
    const taken = (await project.resources()).find((resource) => resource.urn.endsWith("::taken"));
    assert.equal(taken?.outputs?.["result"], 3);
    assert.deepEqual(operations(await project.ok("preview")), { same: 11 });
  });

  it("refuses wrong inputs in the preview, by name, and warns of what is deprecated", async () => {
    await project.pulumi(["config", "set", "wrong", "true"]);
    const result = await project.run("preview");
    assert.notEqual(result.code, 0);
    assert.match(result.output, /length.*is 2 but must be at least 3/);
    assert.ok(messages(result, "warning").some((text) => text.includes("number is deprecated: use numeric")));
    await project.pulumi(["config", "rm", "wrong"]);
  });

  it("deletes everything", async () => {
    await project.ok("destroy");
    assert.deepEqual(await project.resources(), []);
  });
});
