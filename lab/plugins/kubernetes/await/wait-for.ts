/**
 * The annotation `pulumi.com/waitFor`: @pulumi/kubernetes, "Await customization". One expression or a JSON list of
 * them: `jsonpath={.status.phase}=Running`, `jsonpath={.status.loadBalancer}`, `condition=Synced`,
 * `condition=Reconciling=False`. What the official provider refuses is refused here, too.
 */
import { type JSONPathQuery, compile } from "json-p3";
import type { KubeObject } from "../client/types";
import { isFields, list, number, text } from "./fields";
import { DEFAULT_TIMEOUT_SECONDS } from "./timeout";
import type { Readiness } from "./types";

export const WAIT_FOR_ANNOTATION = "pulumi.com/waitFor";

/** The annotation's text is not what it must be; the message says where, what, what is allowed and what to do. */
export class WaitForSyntaxError extends Error {
  override readonly name = "WaitForSyntaxError";
}

/** An expression: undefined when the object satisfies it, else what is still missing. */
type Expectation = (object: KubeObject) => string | undefined;

/** True if the status is older than the spec, as far as the object tells. */
function isBehind(object: KubeObject, observed = number(object, "status", "observedGeneration")): boolean {
  const generation = object.metadata.generation;
  return generation !== undefined && observed !== undefined && observed < generation;
}

/** A value as the official provider prints it to compare it with the text after `=`. */
const printed = (value: unknown): string =>
  typeof value === "string" ? value : value === null ? "<nil>" : JSON.stringify(value);

function jsonPath(expression: string): Expectation {
  const source = expression.slice("jsonpath=".length);
  // A single "=" separates the expected value; "==" belongs to a filter.
  const parts = source.split(/(?<!=)=(?!=)/);
  const [path = "", expected] = parts;
  if (parts.length > 2) throw new Error("more than one single =; write {.path}=value or {.path}");
  if (expected === "") throw new Error("no value after =; write {.path}=value, or {.path} alone for any value");
  if (path.startsWith("'") && path.endsWith("'")) throw new Error("shell quotes around the path; leave them out");
  const inner = /\{(.*?)\}/s.exec(path)?.[1]?.trim();
  if (inner === undefined) throw new Error("the path is not in braces; write {.path}");
  const query: JSONPathQuery = compile(inner.startsWith("$") ? inner : `$${inner}`);
  return (object) => {
    if (isBehind(object)) return `${source} of the current generation`;
    const [found, ...others] = query.query(object as unknown as Parameters<JSONPathQuery["query"]>[0]).values();
    if (found === undefined && others.length === 0) return `${source} (${path} selects nothing yet)`;
    if (expected === undefined) return undefined;
    if (Array.isArray(found) || isFields(found)) return `${source} (${path} is not a plain value)`;
    return printed(found) === expected ? undefined : `${source} (found "${printed(found)}")`;
  };
}

function conditionStatus(expression: string): Expectation {
  const source = expression.slice("condition=".length);
  const separator = source.indexOf("=");
  const type = separator === -1 ? source : source.slice(0, separator);
  const wanted = separator === -1 ? "True" : source.slice(separator + 1);
  if (type === "") throw new Error("no condition type; write condition=Type or condition=Type=Status");
  const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
  return (object) => {
    const found = list(object, "status", "conditions").find(
      (candidate) => same(text(candidate, "type"), type) && text(candidate, "status") !== undefined,
    );
    if (found === undefined) return `condition ${type}=${wanted} (no such condition yet)`;
    const status = text(found, "status") ?? "";
    const observed = number(found, "observedGeneration") ?? number(object, "status", "observedGeneration");
    if (isBehind(object, observed)) return `condition ${type}=${wanted} of the current generation`;
    if (same(status, wanted)) return undefined;
    const message = text(found, "message") ?? "";
    return `condition ${type}=${wanted} (it is ${status}${message === "" ? "" : `: ${message}`})`;
  };
}

function expectation(expression: string): Expectation {
  if (expression.startsWith("jsonpath=")) return jsonPath(expression);
  if (expression.startsWith("condition=")) return conditionStatus(expression);
  throw new Error('it starts neither with "jsonpath=" nor with "condition="');
}

/** The expressions of the annotation: a JSON list of strings, or the text itself. */
function expressions(annotation: string): string[] {
  try {
    const parsed: unknown = JSON.parse(annotation);
    if (parsed === null) return [];
    if (Array.isArray(parsed) && parsed.every((entry) => typeof entry === "string")) return parsed;
  } catch {
    // Not JSON: a single expression.
  }
  return [annotation];
}

/**
 * The rule that `pulumi.com/waitFor` puts in place of the kind's own, or undefined without the annotation.
 * @throws WaitForSyntaxError when an expression can't be understood.
 */
export function customReadiness(annotations: Readonly<Record<string, string>> | undefined): Readiness | undefined {
  const annotation = annotations?.[WAIT_FOR_ANNOTATION] ?? "";
  if (annotation === "") return undefined;
  const sources = expressions(annotation);
  const refuse = (given: string, why: string): never => {
    throw new WaitForSyntaxError(
      `metadata.annotations["${WAIT_FOR_ANNOTATION}"]: ${given}: ${why}. Allowed are jsonpath={.path}, ` +
        `jsonpath={.path}=value, condition=Type, condition=Type=Status, or a JSON list of these strings.`,
    );
  };
  if (sources.length === 0) refuse(annotation, "no expression at all");
  const expectations = sources.map((source) => {
    try {
      return expectation(source);
    } catch (error) {
      return refuse(source, error instanceof Error ? error.message : String(error));
    }
  });
  return {
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    needs: () => [],
    evaluate: ({ object }) => {
      const missing = expectations.map((expected) => expected(object)).filter((entry) => entry !== undefined);
      if (missing.length === 0) return { is: "ready" };
      return {
        is: "waiting",
        status: `Waiting for ${missing[0] ?? ""}`,
        reasons: missing.map((entry) => `Not fulfilled: ${entry}`),
      };
    },
  };
}
