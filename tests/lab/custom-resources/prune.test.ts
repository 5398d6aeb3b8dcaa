import assert from "node:assert/strict";
import { type CrdSchema, prune } from "../../../lab/custom-resources/prune";

const text: CrdSchema = { type: "string" };
const schema: CrdSchema = {
  type: "object",
  required: ["name"],
  properties: {
    name: text,
    mode: { type: "string", enum: ["A", "B"] },
    port: { "x-kubernetes-int-or-string": true },
    labels: { type: "object", additionalProperties: text },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    any: {},
    routes: {
      type: "array",
      items: {
        type: "object",
        required: ["host"],
        properties: { host: text, weight: { type: "integer" }, note: text },
      },
    },
  },
};
const fieldsOf = (...fields: string[]): unknown => prune(schema, fields).properties;

describe("lab/custom-resources/prune", () => {
  it("keeps the chosen fields and what is required beside them, and closes the object", () => {
    assert.deepEqual(prune(schema, ["mode"]), {
      type: "object",
      properties: { mode: { type: "string", enum: ["A", "B"] }, name: text },
      required: ["name"],
      additionalProperties: false,
    });
  });

  it("looks through lists, and keeps what their elements require", () => {
    assert.deepEqual(fieldsOf("name", "routes.weight"), {
      name: text,
      routes: {
        type: "array",
        items: {
          type: "object",
          properties: { host: text, weight: { type: "integer" } },
          required: ["host"],
          additionalProperties: false,
        },
      },
    });
  });

  it("takes everything below a field that is named itself", () => {
    const { routes } = fieldsOf("routes") as { routes: { items: { properties: object } } };
    assert.deepEqual(Object.keys(routes.items.properties), ["host", "note", "weight"]);
  });

  it("knows maps, numbers that may be text, free objects and any value", () => {
    assert.deepEqual(fieldsOf("labels", "port", "free", "any"), {
      any: {},
      free: { type: "object", additionalProperties: true },
      labels: { type: "object", additionalProperties: text },
      name: text,
      port: { type: ["integer", "string"] },
    });
  });

  it("does not depend on the order of the schema or of the choice", () => {
    const turned = { ...schema, properties: Object.fromEntries(Object.entries(schema.properties!).reverse()) };
    const one = JSON.stringify(prune(schema, ["port", "mode"]));
    assert.equal(JSON.stringify(prune(turned, ["mode", "port"])), one);
  });

  it("refuses a field that the schema does not have, and names those it has", () => {
    assert.throws(() => prune(schema, ["routes.wait"]), /^Error: routes\.wait is selected, .* has host, note, weight/);
    assert.throws(
      () => prune(schema, ["name.first"]),
      /^Error: name\.first is selected, but the schema has nothing there/,
    );
  });
});
