import * as z from "zod";

import { InvalidValue, type TextFormat } from "./primitives/invalid";

/** What a text field allows, in words; zod has no place for it, and the JSON Schema none either. */
const allowedTexts = z.registry<{ allowed: string }>();

/** How a text field is described and checked. */
export interface TextField {
  /** What the key decides, its unit and its default. Shown by editors and in docs/configuration.md. */
  readonly description: string;
  /** Shape for editors, words for messages, examples for remedies; the whole check where there is no parser. */
  readonly format: TextFormat;
  /** Parser that throws on bad text; the `allowed` of an InvalidValue goes into the message. */
  readonly parse?: (text: string) => unknown;
}

/** A text field. */
export function text(field: TextField): z.ZodOptional<z.ZodString> {
  return textEntry(field).optional();
}

/** A text that must be there: the entry of a list, the key or value of a map. */
export function textEntry({ description, format, parse }: TextField): z.ZodString {
  const allowed = phrase(format.description);
  const expression = new RegExp(format.pattern);
  const schema = z
    .string()
    .superRefine((value, context) => {
      const refusal = parse === undefined ? (expression.test(value) ? undefined : allowed) : refusalOf(parse, value);
      if (refusal !== undefined) {
        context.addIssue({ code: "custom", message: refusal });
      }
    })
    .meta({ description, examples: [...format.examples], pattern: format.pattern });
  allowedTexts.add(schema, { allowed });
  return schema;
}

/** How an integer field is described, and both its bounds. */
export interface IntegerField {
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly example: number;
}

/** An integer field. */
export function integer(field: IntegerField): z.ZodOptional<z.ZodInt> {
  return integerEntry(field).optional();
}

/** An integer that must be there: the entry of a list. */
export function integerEntry({ description, minimum, maximum, example }: IntegerField): z.ZodInt {
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .meta({ description, examples: [example] });
}

/** A switch. */
export function flag(description: string, example: boolean): z.ZodOptional<z.ZodBoolean> {
  return z
    .boolean()
    .meta({ description, examples: [example] })
    .optional();
}

/** A list; its entries are described by `entry`. */
export function list<T extends z.ZodType>(
  description: string,
  entry: T,
  example: unknown[],
): z.ZodOptional<z.ZodArray<T>> {
  return z
    .array(entry)
    .meta({ description, examples: [example] })
    .optional();
}

/** A map of texts whose keys are not declared; `key` and `value` describe each of them. */
export function map<V extends z.ZodType>(
  description: string,
  key: z.ZodString,
  value: V,
  example: Readonly<Record<string, unknown>>,
): z.ZodOptional<z.ZodRecord<z.ZodString, V>> {
  return z
    .record(key, value)
    .meta({ description, examples: [example] })
    .optional();
}

/** One of several names. */
export function choice<const T extends readonly [string, ...string[]]>(
  description: string,
  names: T,
): z.ZodOptional<z.ZodEnum<{ [K in T[number]]: K }>> {
  return z
    .enum(names)
    .meta({ description, examples: [names[0]] })
    .optional();
}

/** A group of keys; unknown ones are errors. */
export function group<T extends z.ZodRawShape>(description: string, shape: T): z.ZodOptional<GroupOf<T>> {
  return z.strictObject(shape).meta({ description }).optional();
}

type GroupOf<T extends z.ZodRawShape> = ReturnType<typeof z.strictObject<T>>;

/** What `schema` allows, in words. */
export function allowedText(schema: z.ZodType): string {
  const inner = unwrap(schema);
  const known = allowedTexts.get(inner);
  if (known !== undefined) {
    return known.allowed;
  }
  if (inner instanceof z.ZodBoolean) {
    return "true or false";
  }
  if (inner instanceof z.ZodEnum) {
    return `one of ${inner.options.join(", ")}`;
  }
  if (inner instanceof z.ZodNumber) {
    return `an integer from ${inner.minValue ?? "any"} to ${inner.maxValue ?? "any"}`;
  }
  if (inner instanceof z.ZodArray) {
    return `a list; each entry: ${allowedText(inner.element as z.ZodType)}`;
  }
  if (inner instanceof z.ZodObject) {
    return `an object with the keys ${Object.keys(inner.shape).join(", ")}`;
  }
  if (inner instanceof z.ZodRecord) {
    return `an object; each key: ${allowedText(inner.keyType as z.ZodType)}; each value: ${allowedText(inner.valueType as z.ZodType)}`;
  }
  return "text";
}

/** A valid value of `schema` as one would type it behind `pulumi config set`. */
export function exampleOf(schema: z.ZodType): string {
  const example = unwrap(schema).meta()?.examples;
  const first: unknown = Array.isArray(example) ? example[0] : undefined;
  return first === undefined ? "<value>" : typeof first === "string" ? first : JSON.stringify(first);
}

/** `schema` without its `optional`. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

/** The schema at a path inside `schema`, or `undefined` where nothing is declared. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const inner = unwrap(schema);
  const [first, ...rest] = path;
  if (first === undefined) {
    return inner;
  }
  const next = child(inner, first);
  return next === undefined ? undefined : schemaAt(next, rest);
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const name = String(key);
    return Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
  }
  if (schema instanceof z.ZodArray) {
    return schema.element as z.ZodType;
  }
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined;
}

/** A sentence as the end of another one. */
function phrase(sentence: string): string {
  return sentence.replace(/\.$/, "").replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

/** Why `parse` refuses `value`, in words of what is allowed; `undefined` when it accepts. */
function refusalOf(parse: (text: string) => unknown, value: string): string | undefined {
  try {
    parse(value);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValue) {
      return error.allowed;
    }
    throw error;
  }
}
