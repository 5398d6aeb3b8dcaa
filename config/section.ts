import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";

import { allowedText, exampleOf, schemaAt, unwrap } from "./fields";
import { nearest } from "./nearest";
import type { Environment } from "./primitives/environment";
import { keyPath, removeCommand, setCommand, setSecretCommand, type Problem } from "./problem";
import type { ConfigurationSource } from "./source";

/** A secret that a namespace may hold. Secrets are top-level keys, so that each is known to be encrypted by itself. */
export interface SecretKey {
  /** What it is and when it is needed. */
  readonly description: string;
  /** Name of the file from which the remedy's command reads it, such as `tls.crt`. */
  readonly file: string;
  /** A value of the right form that is no secret: stands in where nothing is deployed, as in `render` and tests. */
  readonly placeholder: string;
  /**
   * Environments in which a stack cannot do without it unless a switch of the stack file says otherwise: `npm start` and
   * the lab's other stacks make a throw-away one there. Default: none.
   */
  readonly neededIn?: readonly Environment[];
  /** The program makes one, or a store holds it, where nobody sets it: then a rendering does not take it as set either. Default: false. */
  readonly isOptional?: boolean;
}

/** The keys of one configuration namespace. */
export interface Section<S extends z.ZodObject = z.ZodObject, K extends string = string> {
  /** The part before the colon: `mllp`. */
  readonly namespace: string;
  /** The plain keys, every one optional: what an environment demands is decided with its values at hand. */
  readonly schema: S;
  /** The secret keys. */
  readonly secrets: Readonly<Record<K, SecretKey>>;
}

/** What was read of a namespace: everything that is valid, and a problem for everything that isn't. */
export interface SectionReading<S extends z.ZodObject, K extends string> {
  readonly values: z.output<S>;
  readonly secrets: Readonly<Partial<Record<K, pulumi.Output<string>>>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads one namespace of a stack's configuration.
 *
 * Never throws for bad input: each bad value becomes a problem and is left out of `values`, so that all problems of a
 * stack are found in one run. Secret values are wrapped at once and stand in no message.
 */
export function readSection<S extends z.ZodObject, K extends string>(
  section: Section<S, K>,
  source: ConfigurationSource,
): SectionReading<S, K> {
  const { namespace, schema } = section;
  const problems: Problem[] = [];
  const raw: Record<string, unknown> = {};
  const secrets: Partial<Record<K, pulumi.Output<string>>> = {};
  const names = [...Object.keys(schema.shape), ...Object.keys(section.secrets)];

  for (const [full, value] of Object.entries(source.values)) {
    if (!full.startsWith(`${namespace}:`)) {
      continue;
    }
    const key = full.slice(namespace.length + 1);
    const encrypted = source.secretKeys.has(full);
    if (isKeyOf(section.secrets, key)) {
      if (encrypted) {
        secrets[key] = pulumi.secret(value);
      } else {
        problems.push(plainSecret(source.stack, full, section.secrets[key]));
      }
    } else if (!Object.hasOwn(schema.shape, key)) {
      problems.push(unknownKey(source.stack, namespace, [], key, names));
    } else if (encrypted) {
      problems.push(encryptedValue(source.stack, full));
    } else {
      raw[key] = typed(schema.shape[key] as z.ZodType, value);
    }
  }

  const { values, issues } = salvage(schema, raw);
  const found = issues.flatMap((issue) => describe(source.stack, namespace, schema, raw, issue));
  return { values, secrets, problems: [...problems, ...found] };
}

/** Top-level scalars arrive as text whatever their type; everything else is JSON. */
function typed(schema: z.ZodType, value: string): unknown {
  const { type } = unwrap(schema).def;
  if (type === "string" || type === "enum") {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** No schema goes deeper. What a stack file nests deeper, maybe thousands deep, is never walked into. */
const DEEPEST = 12;

/** A copy down to `depth`; `beyond` decides what stands for the objects below. */
function copy(value: unknown, depth: number, beyond: (deeper: object) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return beyond(value);
  if (Array.isArray(value)) return value.map((element) => copy(element, depth - 1, beyond));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, depth - 1, beyond)]));
}

/** Parses what can be parsed: invalid places are cut out until the rest is valid. */
function salvage<S extends z.ZodObject>(
  schema: S,
  raw: Record<string, unknown>,
): { values: z.output<S>; issues: z.core.$ZodIssue[] } {
  const rest = copy(raw, DEEPEST, (deeper) => deeper) as Record<string, unknown>;
  const issues: z.core.$ZodIssue[] = [];
  for (;;) {
    const result = schema.safeParse(rest);
    if (result.success) {
      return { values: result.data, issues };
    }
    issues.push(...result.error.issues);
    const places = result.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
    );
    if (!places.map((place) => cut(rest, place)).includes(true)) {
      throw new Error(
        `a key of the schema is required, and only what an environment demands may be: ${schema.description ?? ""}`,
      );
    }
  }
}

/** Takes the value at `path` out of `root`; tells whether there was one. */
function cut(root: Record<string, unknown>, path: readonly PropertyKey[]): boolean {
  // A list loses its meaning when entries go missing, so the whole list is cut out.
  const entry = path.findIndex((part) => typeof part === "number");
  const place = entry === -1 ? path : path.slice(0, entry);
  const parent = place.slice(0, -1).reduce<unknown>(property, root);
  const last = place.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined || !Object.hasOwn(parent, last)) {
    return false;
  }
  return Reflect.deleteProperty(parent, last);
}

function describe(
  stack: string,
  namespace: string,
  schema: z.ZodObject,
  raw: unknown,
  issue: z.core.$ZodIssue,
): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const at = schemaAt(schema, issue.path);
    const names = at !== undefined && "shape" in at ? Object.keys(at.shape as object) : [];
    return issue.keys.map((key) => unknownKey(stack, namespace, issue.path, key, names));
  }
  const key = keyPath(namespace, issue.path);
  if (issue.code === "invalid_key") {
    const map = schemaAt(schema, issue.path.slice(0, -1));
    return [
      {
        key,
        given: JSON.stringify(issue.path.at(-1)),
        allowed: map === undefined ? issue.message : allowedText(map),
        remedy: [removeCommand(stack, key), "then set it again under an allowed name"],
      },
    ];
  }
  const at = schemaAt(schema, issue.path);
  return [
    {
      key,
      given: shown(issue.path.reduce<unknown>(property, raw)),
      allowed: issue.code === "custom" || at === undefined ? issue.message : allowedText(at),
      remedy: [setCommand(stack, key, at === undefined ? "<value>" : exampleOf(at))],
    },
  ];
}

function unknownKey(
  stack: string,
  namespace: string,
  path: readonly PropertyKey[],
  key: string,
  names: readonly string[],
): Problem {
  const full = keyPath(namespace, [...path, key]);
  const near = nearest(key, names).map((name) => keyPath(namespace, [...path, name]));
  return {
    key: full,
    given: "a key that does not exist",
    allowed: names.length === 0 ? "no key" : `one of ${names.join(", ")}`,
    remedy: [
      ...(near.length === 0 ? [] : [`did you mean ${near.join(" or ")}? Set that one, and remove this one:`]),
      removeCommand(stack, full),
    ],
  };
}

function plainSecret(stack: string, key: string, secret: SecretKey): Problem {
  return {
    key,
    given: "a value in plain text",
    allowed: `an encrypted value: ${secret.description}`,
    remedy: [setSecretCommand(stack, key, secret.file), "and replace the value itself: it has been in plain text"],
  };
}

function encryptedValue(stack: string, key: string): Problem {
  return {
    key,
    given: "an encrypted value",
    allowed: "a plain value: this key holds no secret and appears in plain text in the cluster",
    remedy: [removeCommand(stack, key), "then set it again without --secret"],
  };
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

function shown(value: unknown): string {
  const json = value === undefined ? "nothing" : JSON.stringify(copy(value, DEEPEST, () => "..."));
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}

function isKeyOf<K extends string>(record: Readonly<Record<K, unknown>>, key: string): key is K {
  return Object.hasOwn(record, key);
}
