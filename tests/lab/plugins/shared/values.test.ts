import assert from "node:assert/strict";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  Archive,
  Asset,
  OutputValue,
  ResourceReference,
  Secret,
  Unknown,
  containsSecret,
  containsUnknown,
  decodeStruct,
  encodeStruct,
  isPropertyMap,
  rewrapSecrets,
  unwrapProperties,
  type PropertyMap,
  type PropertyValue,
} from "../../../../lab/plugins/shared";

// "__proto__" is left out: google-protobuf's own map loses that key, in the SDK as well as here.
const plainKey = fc.oneof(
  fc.string().filter((key) => key !== "__proto__"),
  fc.constantFrom("constructor", "value", "secret", "data"),
);
const hash = fc.stringMatching(/^[0-9a-f]{0,8}$/);
const name = fc.string({ minLength: 1 });

const { value: anyValue, plain: plainValue } = fc.letrec<{
  value: PropertyValue;
  plain: PropertyValue;
  map: PropertyMap;
  plainMap: PropertyMap;
}>((tie) => {
  const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.double({ noNaN: true }), fc.string());
  const source = fc.oneof(
    fc.record({ path: name }, { noNullPrototype: true }),
    fc.record({ uri: name }, { noNullPrototype: true }),
  );
  return {
    plain: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("plain"), { maxLength: 4 }), tie("plainMap")),
    plainMap: fc.dictionary(plainKey, tie("plain"), { maxKeys: 4, noNullPrototype: true }),
    map: fc.dictionary(plainKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      tie("map"),
      tie("value").map((inner) => new Secret(inner)),
      fc
        .constantFrom("any" as const, "boolean" as const, "number" as const, "array" as const, "object" as const)
        .map((kind) => new Unknown(kind)),
      fc
        .tuple(fc.option(tie("value"), { nil: undefined }), fc.boolean(), fc.array(fc.string(), { maxLength: 2 }))
        .map(([inner, secret, dependencies]) => new OutputValue(inner, secret, dependencies)),
      fc
        .tuple(
          fc.oneof(
            source,
            fc.string().map((text) => ({ text })),
          ),
          hash,
        )
        .map(([from, sum]) => new Asset(from, sum)),
      fc
        .tuple(
          fc.oneof(
            source,
            tie("map").map((assets) => ({ assets })),
          ),
          hash,
        )
        .map(([from, sum]) => new Archive(from, sum)),
      fc
        .tuple(fc.string(), fc.option(name, { nil: undefined }), fc.string())
        .map(([urn, id, version]) => new ResourceReference(urn, id, version)),
    ),
  };
});

const anyMap = fc.dictionary(plainKey, anyValue, { maxKeys: 5, noNullPrototype: true });
const plainMap = fc.dictionary(plainKey, plainValue, { maxKeys: 5, noNullPrototype: true });

/** Every leaf of a value with its path; secrets are not entered. */
function openLeaves(value: PropertyValue, path = ""): string[] {
  if (value instanceof Secret) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => openLeaves(item, `${path}[${index}]`));
  if (isPropertyMap(value)) return Object.entries(value).flatMap(([key, item]) => openLeaves(item, `${path}.${key}`));
  return [path];
}

describe("property values", () => {
  it("come back from the wire as they were sent", () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const wire = encodeStruct(map).serializeBinary();
        assert.deepEqual(decodeStruct(Struct.deserializeBinary(wire)), map);
      }),
    );
  });

  it("read an absent struct as no properties", () => {
    assert.deepEqual(decodeStruct(undefined), {});
  });

  it("leave keys without a value out, as JSON does", () => {
    assert.deepEqual(decodeStruct(encodeStruct({ a: undefined, b: null })), { b: null });
  });

  it("keep an object whose signature nobody knows", () => {
    const foreign = { x: { "4dabf18193072939515e22adb298388d": "something new", value: 1 } };
    assert.deepEqual(decodeStruct(encodeStruct(foreign)), foreign);
  });

  it("read a resource without an id yet as a reference with an unknown id", () => {
    const sent = { r: new ResourceReference("urn", "", "") };
    assert.deepEqual(decodeStruct(encodeStruct(sent)), { r: new ResourceReference("urn", new Unknown(), "") });
  });
});

describe("secrets", () => {
  it("are gone after unwrapping, and nothing else changes in plain values", () => {
    fc.assert(
      fc.property(anyMap, plainMap, (map, plain) => {
        assert.equal(containsSecret(withoutArchives(unwrapProperties(map))), false);
        assert.deepEqual(unwrapProperties(plain), plain);
      }),
    );
  });

  it("come back exactly when a map is rewrapped after its own secrets", () => {
    const source = fc.dictionary(
      plainKey,
      fc.oneof(
        plainValue,
        plainValue.map((inner) => new Secret(inner)),
      ),
      {
        maxKeys: 5,
        noNullPrototype: true,
      },
    );
    fc.assert(
      fc.property(source, (map) => {
        assert.deepEqual(rewrapSecrets(unwrapProperties(map), map), map);
      }),
    );
  });

  it("never leave a path open that was secret in the source, whatever the new values look like", () => {
    fc.assert(
      fc.property(plainMap, anyMap, (plain, source) => {
        const open = new Set(openLeaves(rewrapSecrets(plain, source)));
        for (const path of openLeaves(plain)) {
          if (isSecretAt(source, plain, path)) assert.ok(!open.has(path), `${path} is open`);
        }
      }),
    );
  });

  it("spread over an array whose length changed, since positions then mean nothing", () => {
    const source = { list: ["a", new Secret("b")] };
    assert.deepEqual(rewrapSecrets({ list: ["b", "a", "c"] }, source), { list: new Secret(["b", "a", "c"]) });
  });

  it("don't touch what lies beside them", () => {
    const source = { data: { open: "1", hidden: new Secret("2") }, other: [1] };
    assert.deepEqual(rewrapSecrets({ data: { open: "1", hidden: "2", more: "3" }, other: [1, 2] }, source), {
      data: { open: "1", hidden: new Secret("2"), more: "3" },
      other: [1, 2],
    });
  });
});

describe("unknowns", () => {
  it("are found inside secrets, outputs and lists", () => {
    assert.ok(containsUnknown([new Secret({ a: new Unknown("number") })]));
    assert.ok(containsUnknown({ a: new OutputValue(undefined, false, []) }));
    assert.ok(!containsUnknown({ a: new OutputValue("known", true, ["urn"]) }));
  });
});

/** Archives keep their members as they are: an archive is one value to every provider. */
function withoutArchives(value: PropertyValue): PropertyValue {
  if (value instanceof Archive) return null;
  if (Array.isArray(value)) return value.map(withoutArchives);
  if (isPropertyMap(value)) return Object.values(value).map(withoutArchives);
  return value instanceof ResourceReference ? null : value;
}

/** Whether the path of a leaf in `plain`, followed in `source` key by key, runs into a secret. */
function isSecretAt(source: PropertyValue | undefined, plain: PropertyValue, path: string): boolean {
  if (source instanceof Secret || (source instanceof OutputValue && source.secret)) return true;
  if (source instanceof OutputValue) return isSecretAt(source.value, plain, path);
  if (Array.isArray(plain) && Array.isArray(source)) {
    return plain.some((item, index) => {
      const rest = path.startsWith(`[${index}]`) ? path.slice(`[${index}]`.length) : undefined;
      return rest !== undefined && openLeaves(item).includes(rest) && isSecretAt(source[index], item, rest);
    });
  }
  if (isPropertyMap(plain) && isPropertyMap(source)) {
    return Object.entries(plain).some(([key, item]) => {
      const rest = path.startsWith(`.${key}`) ? path.slice(key.length + 1) : undefined;
      if (rest === undefined || !openLeaves(item).includes(rest) || !Object.hasOwn(source, key)) return false;
      return isSecretAt(source[key], item, rest);
    });
  }
  return false;
}
