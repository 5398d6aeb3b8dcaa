/** An OpenAPI v3 schema as a CustomResourceDefinition holds it (Kubernetes API reference, JSONSchemaProps), as far as it is read here. */
export interface CrdSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly required?: readonly string[];
  readonly items?: CrdSchema;
  readonly additionalProperties?: boolean | CrdSchema;
  readonly enum?: readonly (string | number)[];
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** A JSON Schema (draft 4) that says the shape of a value and nothing else. */
export interface ShapeSchema {
  type?: string | string[];
  properties?: Record<string, ShapeSchema>;
  required?: string[];
  items?: ShapeSchema;
  additionalProperties?: boolean | ShapeSchema;
  enum?: (string | number)[];
}

/** Names of the fields to keep, each with what to keep of it; without entries: everything. */
type Kept = Map<string, Kept>;

/**
 * The shape of the chosen fields of a schema, with everything that it requires beside them. Descriptions and rules about
 * values are left out: the API server knows them, and a type could not hold most of them.
 * @param fields paths, see {@link SelectedKind.fields}.
 * @throws Error for a path that the schema does not have.
 */
export function prune(schema: CrdSchema, fields: readonly string[]): ShapeSchema {
  const kept: Kept = new Map();
  for (const field of fields) {
    let at = kept;
    for (const name of field.split(".")) {
      const next: Kept = at.get(name) ?? new Map<string, Kept>();
      at.set(name, next);
      at = next;
    }
  }
  return shape(schema, kept, []);
}

function shape(schema: CrdSchema, kept: Kept, path: readonly string[]): ShapeSchema {
  if (schema["x-kubernetes-int-or-string"] === true) return { type: ["integer", "string"] };
  if (schema.items !== undefined) return { type: "array", items: shape(schema.items, kept, path) };
  if (typeof schema.additionalProperties === "object") {
    return { type: "object", additionalProperties: shape(schema.additionalProperties, kept, path) };
  }
  if (schema.properties !== undefined) return object(schema, schema.properties, kept, path);
  const [unknown] = kept.keys();
  if (unknown !== undefined) throw unknownField([...path, unknown], []);
  if (schema.type === "object") return { type: "object", additionalProperties: true };
  // Without a type: any JSON value.
  if (schema.type === undefined) return {};
  return { type: schema.type, ...(schema.enum === undefined ? {} : { enum: [...schema.enum] }) };
}

function object(
  schema: CrdSchema,
  properties: Readonly<Record<string, CrdSchema>>,
  kept: Kept,
  path: readonly string[],
): ShapeSchema {
  const unknown = [...kept.keys()].find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) throw unknownField([...path, unknown], Object.keys(properties));
  const required = schema.required ?? [];
  const names = Object.keys(properties)
    .filter((name) => kept.size === 0 || kept.has(name) || required.includes(name))
    .sort();
  return {
    type: "object",
    properties: Object.fromEntries(
      names.map((name) => [
        name,
        shape(properties[name] ?? {}, kept.get(name) ?? new Map<string, Kept>(), [...path, name]),
      ]),
    ),
    required: names.filter((name) => required.includes(name)),
    additionalProperties: schema["x-kubernetes-preserve-unknown-fields"] === true,
  };
}

function unknownField(path: readonly string[], known: readonly string[]): Error {
  const there = known.length === 0 ? "nothing" : [...known].sort().join(", ");
  return new Error(`${path.join(".")} is selected, but the schema has ${there} there`);
}
